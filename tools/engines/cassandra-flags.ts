// What the Java virtual machine must be told before Cassandra runs on it.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Those that Cassandra's own start script gives to a Java 17.
const exported = [
  "java.base/java.lang.ref",
  "java.base/jdk.internal.misc",
  "java.base/jdk.internal.ref",
  "java.base/sun.nio.ch",
  "java.management.rmi/com.sun.jmx.remote.internal.rmi",
  "java.rmi/sun.rmi.registry",
  "java.rmi/sun.rmi.server",
  "java.sql/java.sql",
  "jdk.unsupported/sun.misc",
];
const opened = [
  "java.base/java.io",
  "java.base/java.lang",
  "java.base/java.lang.module",
  "java.base/java.lang.ref",
  "java.base/java.lang.reflect",
  "java.base/java.nio",
  "java.base/java.util",
  "java.base/java.util.concurrent",
  "java.base/java.util.concurrent.atomic",
  "java.base/jdk.internal.loader",
  "java.base/jdk.internal.math",
  "java.base/jdk.internal.module",
  "java.base/jdk.internal.ref",
  "java.base/jdk.internal.reflect",
  "java.base/jdk.internal.util.jar",
  "java.base/sun.nio.ch",
  "jdk.management/com.sun.management.internal",
];

/** The flags for a small node that starts quickly, with its settings and data in the folder. */
export function cassandraFlags(jars: string, folder: string): string[] {
  const meter = readdirSync(jars).find((name) => name.startsWith("jamm-")) ?? "";
  return [
    ...["-Xms128m", "-Xmx768m", "-Xss512k", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"],
    `-javaagent:${join(jars, meter)}`,
    "-Djdk.attach.allowAttachSelf=true",
    "-Dio.netty.tryReflectionSetAccessible=true",
    ...exported.flatMap((name) => ["--add-exports", `${name}=ALL-UNNAMED`]),
    ...opened.flatMap((name) => ["--add-opens", `${name}=ALL-UNNAMED`]),
    `-Dcassandra.config=${pathToFileURL(join(folder, "cassandra.yaml")).href}`,
    `-Dlogback.configurationFile=${pathToFileURL(join(folder, "logback.xml")).href}`,
    `-Dcassandra.storagedir=${join(folder, "data")}`,
    "-Dcassandra-foreground=yes",
    // There are no other nodes to wait for.
    "-Dcassandra.ring_delay_ms=100",
    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
    ...["-cp", `${jars}/*`],
  ];
}
