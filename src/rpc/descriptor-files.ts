// The .proto files behind what is served, found by file name and by every name that they define.
import { type DescFile, type DescMessage, toBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** Some files and all that they import. */
export class DescriptorFiles {
  readonly #byName = new Map<string, DescFile>();
  readonly #bySymbol = new Map<string, DescFile>();
  readonly #bytes = new Map<DescFile, Uint8Array>();

  constructor(files: readonly DescFile[]) {
    for (const file of files) this.#add(file);
  }

  /** The encoded file and, after it, all that it imports; undefined if there is no file of this name. */
  named(fileName: string): Uint8Array[] | undefined {
    return this.#withImports(this.#byName.get(fileName));
  }

  /** The same for the file that defines a service, method, message, field, enum or enum value, by its full name. */
  defining(symbol: string): Uint8Array[] | undefined {
    return this.#withImports(this.#bySymbol.get(symbol));
  }

  #add(file: DescFile): void {
    if (this.#byName.has(file.proto.name)) return;
    this.#byName.set(file.proto.name, file);
    for (const symbol of symbolsOf(file)) this.#bySymbol.set(symbol, file);
    for (const imported of file.dependencies) this.#add(imported);
  }

  #withImports(file: DescFile | undefined): Uint8Array[] | undefined {
    if (!file) return undefined;
    // A set also takes what is added while it is walked.
    const files = new Set([file]);
    for (const each of files) for (const imported of each.dependencies) files.add(imported);
    return [...files].map((each) => this.#encode(each));
  }

  #encode(file: DescFile): Uint8Array {
    const bytes = this.#bytes.get(file) ?? toBinary(FileDescriptorProtoSchema, file.proto);
    this.#bytes.set(file, bytes);
    return bytes;
  }
}

function* symbolsOf(file: DescFile): Iterable<string> {
  for (const type of nestedTypes(file)) {
    yield type.typeName;
    if (type.kind === "message") yield* partsOf(type);
    if (type.kind === "service") for (const { name } of type.methods) yield `${type.typeName}.${name}`;
    // A value is named beside its enum, not inside.
    const scope = type.typeName.slice(0, type.typeName.lastIndexOf(".") + 1);
    if (type.kind === "enum") for (const { name } of type.values) yield `${scope}${name}`;
  }
}

function* partsOf({ typeName, fields, oneofs }: DescMessage): Iterable<string> {
  for (const { name } of [...fields, ...oneofs]) yield `${typeName}.${name}`;
}
