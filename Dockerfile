# Bellwether in a container: docker build -t bellwether . && docker run -p 127.0.0.1:7575:7575 -v bellwether:/data bellwether
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
# What changes rarely comes first: its layers are kept.
COPY package.json package-lock.json .npmrc ./
COPY tools/node/package.json tools/node/
RUN npm ci --workspaces=false
COPY . .
RUN npm run build:web && node --disable-warning=ExperimentalWarning tools/compile.mjs

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/node/package.json tools/node/
# The install script of the embedded PostgreSQL makes its links; later nothing here may be written.
RUN npm ci --workspaces=false --omit=dev && rm -rf tools

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Bellwether" \
      org.opencontainers.image.description="The control tower of the person who leads a machine-learning team" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    BELLWETHER_HOST=0.0.0.0 \
    BELLWETHER_PORT=7575 \
    BELLWETHER_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app ./
COPY --from=build /build/bin bin
COPY --from=build /build/dist dist
COPY --from=build /build/migrations migrations
COPY --from=build /build/web/dist web/dist
COPY CHANGELOG.md LICENSE README.md SECURITY.md ./
RUN ln -s /app/bin/bellwether.mjs /usr/local/bin/bellwether \
 && ln -s /app/bin/bellwether.mjs /usr/local/bin/bw \
 && install -d -o node -g node -m 0750 /data
# The number, so that Kubernetes can see that it is not root; its account has a name, which PostgreSQL asks for.
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 7575
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BELLWETHER_PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: signals reach the server itself.
ENTRYPOINT ["node", "/app/bin/bellwether.mjs"]
CMD ["up"]
