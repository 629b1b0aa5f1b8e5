# Two images: `worker` for ECS, and `cli` with the millrace command.
#   docker build --target worker .

# The build has the same output on any platform.
FROM --platform=$BUILDPLATFORM eclipse-temurin:25-jdk-noble AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -q -ntp -Dmaven.test.skip -Dspotless.check.skip -pl cli -am package \
 && mkdir -p /built/cli \
 && tr ':' '\n' <cli/target/classpath | grep -v '^/source' | xargs cp -t /built/cli \
 && cp local/target/local-*.jar queue/target/queue-*.jar shared/target/shared-*.jar \
       operator/target/operator-*.jar producer/target/producer-*.jar worker/target/worker-*.jar console/target/console-*.jar cli/target/cli-*.jar /built/cli \
 && cp -r worker/target/worker-image /built/worker \
 && mkdir /built/dynamo \
 && tr ':' '\n' <local/target/dynamo.classpath | xargs cp -t /built/dynamo \
 && (cd /built && find dynamo -name '*.jar' | paste -s -d :) >/built/dynamo.classpath \
 && mkdir /built/trust \
 && find certificates -name database.p12 -exec cp -t /built/trust {} +

FROM eclipse-temurin:25-jre-noble AS java
RUN groupadd --gid 10001 millrace && useradd --uid 10001 --gid 10001 --no-create-home millrace

# Libraries first: they rarely change.
FROM java AS jars
COPY --from=build /built/worker/lib /opt/millrace/lib
COPY --from=build /built/worker/app /opt/millrace/app

# A training worker imports a day of documents; the cache keeps the classes and code it used.
# The cache only fits these jars on this JDK, so its name contains both.
FROM jars AS training
RUN apt-get update -q && apt-get install -yq --no-install-recommends mariadb-server-core mariadb-client-core util-linux
COPY --from=build /built/cli /built/dynamo.classpath /opt/cli/
COPY --from=build /built/dynamo /opt/cli/dynamo
COPY types /opt/types
COPY docker/train.sh /opt/train.sh
RUN /opt/train.sh

FROM jars AS worker
COPY --from=training /opt/millrace/aot /opt/millrace/aot
# What the schema step of a deployment applies.
COPY types /opt/millrace/types
# The optional authorities of the database's certificate, at the same path as in functions.
COPY --from=build /built/trust /var/task
COPY --chmod=755 docker/healthy.sh /opt/millrace/healthy
ENV MILLRACE_HEALTH_PORT=8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/millrace/healthy"]
USER 10001:10001
# Runs with a read-only root file system: the worker writes no files.
ENTRYPOINT ["java", "@/opt/millrace/aot/options", "dev.millrace.worker.WorkerMain"]

FROM java AS cli
COPY --from=build /built/cli /opt/cli
COPY types /opt/types
COPY samples /opt/samples
COPY docker/producer.sh /opt/producer.sh
ENV MILLRACE_TYPES=/opt/types
USER 10001:10001
ENTRYPOINT ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dlogback.configurationFile=millrace-logback.xml", "-cp", "/opt/cli/*", "dev.millrace.cli.MillraceMain"]
