-- DropIndex
DROP INDEX "Note_userId_idx";

-- CreateIndex
CREATE INDEX "Note_userId_id_idx" ON "Note"("userId", "id");
