FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY client/package.json client/
COPY spectator-ui/package.json spectator-ui/

# What the program needs while it runs. The Prisma command line is not among it, nor what is for other databases: migrations
# are applied by the program.
FROM manifests AS runtime
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && npm uninstall prisma --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/@touchline \
 && find node_modules/@prisma/client/runtime -regex '.*\(mysql\|sqlite\|sqlserver\|cockroachdb\).*' -delete

# The console's packages are in its pages: the program needs none of them.
FROM manifests AS build
COPY admin-ui/package.json admin-ui/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/generate.mjs \
 && node_modules/.bin/nest build \
 && npm run build --workspace spectator-ui --silent \
 && npm run build --workspace admin-ui --silent \
 && find dist -name '*.tsbuildinfo' -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    PORT=3000 \
    DATA_DIR=/var/lib/touchline
WORKDIR /app
RUN install -d -o node -g node -m 700 /var/lib/touchline
COPY package.json ./
COPY prisma/migrations prisma/migrations
COPY --from=runtime /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/spectator-ui/dist spectator-ui/dist
COPY --from=build /app/admin-ui/dist admin-ui/dist
# Nothing of the program belongs to the account that it runs under.
USER node
VOLUME /var/lib/touchline
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The parent ends and replaces a server that hangs; SIGTERM to it drains the server.
CMD ["node", "dist/cluster/container/main.js"]
