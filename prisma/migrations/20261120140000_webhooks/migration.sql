-- Webhooks: who receives what, how far each has got with each feed, and what was sent.

CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "feeds" TEXT[],
    "types" TEXT[],
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_secret_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "paused_at" TIMESTAMPTZ(3),
    "paused_reason" TEXT,
    "paused_detail" TEXT,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "lease_token" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
)
-- The lease is renewed every few seconds: room on the page keeps those updates off the indexes.
WITH (fillfactor = 60);

CREATE TABLE "webhook_cursor" (
    "webhook_id" TEXT NOT NULL,
    "feed" TEXT COLLATE "C" NOT NULL,
    "epoch" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_cursor_pkey" PRIMARY KEY ("webhook_id","feed")
)
-- A cursor moves with every delivery.
WITH (fillfactor = 60);

CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "feed" TEXT COLLATE "C",
    "epoch" TEXT,
    "seq" BIGINT,
    "body" JSONB,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "first_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER NOT NULL,
    "response_status" INTEGER,
    "response_body" TEXT,
    "error" TEXT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "webhook_owner_idx" ON "webhook"("owner");

CREATE UNIQUE INDEX "webhook_delivery_ordinal_key" ON "webhook_delivery"("ordinal");

CREATE INDEX "webhook_delivery_webhook_id_ordinal_idx" ON "webhook_delivery"("webhook_id", "ordinal");

ALTER TABLE "webhook_cursor" ADD CONSTRAINT "webhook_cursor_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
