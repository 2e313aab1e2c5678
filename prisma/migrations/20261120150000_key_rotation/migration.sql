-- Keys of programs can be given a new secret, beside which the old one is valid for a while.

ALTER TABLE "api_key" ADD COLUMN "previous_hash" TEXT,
ADD COLUMN "previous_until" TIMESTAMPTZ(3),
ADD COLUMN "rotated_at" TIMESTAMPTZ(3),
ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
