// From the fields of the profile's form to what the server is told.
import type { Profile, ProfileChange } from "../../sdk/browser.ts";

/** The form as it is typed. */
export interface ProfileFields {
  readonly about: string;
  readonly age: string;
  readonly gender: string;
  readonly hobbies: string;
  readonly city: string;
  readonly public: boolean;
}

/** What stands in the form at first. */
export function fieldsOf(profile: Profile): ProfileFields {
  const { about, age, gender, hobbies, city } = profile;
  return { about, age: age > 0 ? String(age) : "", gender, hobbies: hobbies.join(", "), city, public: profile.public };
}

/** Whether the age can be one; empty is fine. */
export function isAge(text: string): boolean {
  return /^\d{0,3}$/.test(text.trim()) && Number(text) <= 150;
}

/** All of the form; hobbies are what stands between commas, each once. */
export function changeOf(fields: ProfileFields): ProfileChange {
  const hobbies = fields.hobbies.split(/[,、，]/).map((hobby) => hobby.trim());
  return {
    about: fields.about.trim(),
    age: Number(fields.age),
    gender: fields.gender.trim(),
    hobbies: [...new Set(hobbies)].filter((hobby) => hobby !== ""),
    city: fields.city.trim(),
    public: fields.public,
  };
}
