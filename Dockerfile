# One static program and its knowledge base in an image of its own: no shell, no package manager, not root; the root file
# system can be read-only. What the service writes (audit log, feedback) goes to the volume /state.
#
#   docker build -t shirube .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges \
#     -v shirube-state:/state -v /etc/shirube:/etc/shirube:ro -p 8443:8443 shirube
#
# The configuration must listen on an address that the outside reaches (listen = "0.0.0.0:8443"), and so needs keys or an
# identity provider.
FROM rust:1-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip python3-venv
WORKDIR /source
COPY . .
# The C library goes into the program. With a target named, build scripts and macros are built as usual.
RUN host=$(rustc -vV | sed -n 's/^host: //p') \
    && RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --locked --target "$host" \
    && strip -o /shirube "target/$host/release/shirube"
RUN /shirube --data /knowledge setup && rm -rf /knowledge/downloads && mkdir /empty

FROM scratch
COPY --from=build /shirube /shirube
COPY --from=build /knowledge /knowledge
COPY --from=build --chown=10001:10001 /empty /state
USER 10001:10001
ENV SHIRUBE_DATA=/knowledge SHIRUBE_STATE=/state SHIRUBE_CONFIG=/etc/shirube/shirube.toml
VOLUME /state
EXPOSE 8443
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/shirube", "health"]
ENTRYPOINT ["/shirube"]
CMD ["serve"]
