# A static program in an image of its own: no shell, no package manager, not root. docs/integration.md says how to run it.
#
#   docker build -t shirube .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges \
#     -v shirube-data:/data -v /etc/shirube:/etc/shirube:ro -p 8443:8443 \
#     shirube serve --config /etc/shirube/shirube.toml
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked && strip target/release/shirube && mkdir /empty

FROM scratch
COPY --from=build /source/target/release/shirube /shirube
# The data folder belongs to the user; a volume put here takes that over.
COPY --from=build --chown=10001:10001 /empty /data
USER 10001:10001
ENV SHIRUBE_DATA=/data
VOLUME /data
EXPOSE 8443
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s CMD ["/shirube", "health"]
ENTRYPOINT ["/shirube"]
CMD ["serve", "--config", "/etc/shirube/shirube.toml"]
