-- Who has which feed's desk open, and who holds it. Rows live for seconds, so they are not worth a place in the write-ahead log: after
-- a crash of the database the desks that are open say so again.

CREATE UNLOGGED TABLE "feed_editor" (
    "feed" TEXT COLLATE "C" NOT NULL,
    "actor" TEXT NOT NULL,
    "tab" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT,
    "grants" JSONB NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "holds_since" TIMESTAMPTZ(3),

    CONSTRAINT "feed_editor_pkey" PRIMARY KEY ("feed","actor","tab")
)
-- Every desk that is open renews its row every few seconds: room on the page keeps those updates off the indexes.
WITH (fillfactor = 60);

-- A feed's desk has one holder.
CREATE UNIQUE INDEX "feed_editor_holder_key" ON "feed_editor"("feed") WHERE "holds_since" IS NOT NULL;
