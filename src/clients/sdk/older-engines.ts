// Adds what the SDK uses and engines of before 2024 lack, Node 20 among them.

// A standard function: where it is missing, this is what every other program would add as well.
Promise.withResolvers ??= <T>() => {
  const parts: Partial<PromiseWithResolvers<T>> = {};
  parts.promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts as PromiseWithResolvers<T>;
};
