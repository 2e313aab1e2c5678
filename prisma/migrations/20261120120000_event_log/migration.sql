-- The event log: feeds, their events, checkpoints and bars, updates held back, and which history this is.
-- Feed ids compare byte by byte everywhere: one lock order on all nodes, whatever the locale of the database.

CREATE TABLE "feed" (
    "id" TEXT COLLATE "C" NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "tags" TEXT[],
    "config" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "public_delay_seconds" INTEGER,
    "hold_seconds" INTEGER NOT NULL,
    "expected_interval_seconds" INTEGER,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "head_at" TIMESTAMPTZ(3),
    "state" JSONB NOT NULL,
    "first_seq" BIGINT NOT NULL DEFAULT 1,
    "checkpoint_seq" BIGINT NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_pkey" PRIMARY KEY ("id")
)
-- The head changes with every commit: room on the page keeps those updates off the indexes.
WITH (fillfactor = 60);

CREATE TABLE "event" (
    "feed" TEXT COLLATE "C" NOT NULL,
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "patch" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "occurred_at" TIMESTAMPTZ(3),
    "trade_at" TIMESTAMPTZ(3),
    "target" BIGINT,
    "reason" TEXT,
    "amended_type" TEXT,
    "insert_after" BIGINT,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "actor" TEXT NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("feed","seq")
);

CREATE TABLE "checkpoint" (
    "feed" TEXT COLLATE "C" NOT NULL,
    "seq" BIGINT NOT NULL,
    "state" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("feed","seq")
);

CREATE TABLE "candle" (
    "feed" TEXT COLLATE "C" NOT NULL,
    "seconds" INTEGER NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "open" DECIMAL,
    "open_at" TIMESTAMPTZ(3),
    "open_seq" BIGINT,
    "high" DECIMAL,
    "low" DECIMAL,
    "close" DECIMAL,
    "close_at" TIMESTAMPTZ(3),
    "close_seq" BIGINT,
    "volume" DECIMAL NOT NULL,
    "trades" BIGINT NOT NULL,
    "last_seq" BIGINT NOT NULL,

    CONSTRAINT "candle_pkey" PRIMARY KEY ("feed","seconds","start")
)
-- The running bars change with every commit.
WITH (fillfactor = 80);

CREATE TABLE "held_update" (
    "id" TEXT NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "feed" TEXT COLLATE "C" NOT NULL,
    "op" TEXT NOT NULL,
    "type" TEXT,
    "data" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3),
    "target" BIGINT,
    "reason" TEXT,
    "insert_after" BIGINT,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "actor" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "release_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "seq" BIGINT,
    "closed_reason" TEXT,
    "closed_by" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "held_update_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "log_identity" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" TEXT NOT NULL,
    "system_id" TEXT NOT NULL,
    "timeline" INTEGER NOT NULL,

    CONSTRAINT "log_identity_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "log_identity_one_row" CHECK ("id" = 1)
);

CREATE INDEX "feed_tags_idx" ON "feed" USING GIN ("tags");
CREATE UNIQUE INDEX "held_update_ordinal_key" ON "held_update"("ordinal");

-- One owner an idempotency key. Events without a key take no room in it.
CREATE UNIQUE INDEX "event_idempotency_key" ON "event"("feed", "idempotency_key") WHERE "idempotency_key" IS NOT NULL;
-- What reaches behind a checkpoint, what corrects an event, what was inserted behind one.
CREATE INDEX "event_correction_idx" ON "event"("feed", (COALESCE("target", "insert_after")), "seq")
    WHERE COALESCE("target", "insert_after") IS NOT NULL;
-- The trades of a bar.
CREATE INDEX "event_trade_idx" ON "event"("feed", "trade_at") WHERE "trade_at" IS NOT NULL;
CREATE UNIQUE INDEX "held_update_idempotency_key" ON "held_update"("feed", "idempotency_key")
    WHERE "idempotency_key" IS NOT NULL;
CREATE INDEX "held_update_pending_idx" ON "held_update"("feed", "ordinal") WHERE "status" = 'pending';
CREATE INDEX "held_update_due_idx" ON "held_update"("release_at") WHERE "status" = 'pending';

-- The last seq in [first - 1, head] whose commit time is not after `until`. Commit times never fall with seq, so a binary search on
-- the primary key finds it, and no index by time burdens every insert. One snapshot with the calling statement (STABLE).
CREATE FUNCTION "log_cursor"("p_feed" TEXT, "p_first" BIGINT, "p_head" BIGINT, "p_until" TIMESTAMPTZ) RETURNS BIGINT
LANGUAGE plpgsql STABLE AS $$
DECLARE
    low BIGINT := p_first - 1;
    high BIGINT := p_head;
    middle BIGINT;
    middle_at TIMESTAMPTZ;
BEGIN
    WHILE low < high LOOP
        middle := (low + high + 1) / 2;
        SELECT e."at" INTO middle_at FROM "event" e WHERE e."feed" = p_feed COLLATE "C" AND e."seq" = middle;
        IF middle_at <= p_until THEN
            low := middle;
        ELSE
            high := middle - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;
