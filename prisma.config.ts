import { defineConfig } from 'prisma/config';

/** For Prisma's own command line. The server takes its address from platform/config and applies the migrations itself. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/touchline' },
});
