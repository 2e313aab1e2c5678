import { Controller, Get } from '@nestjs/common';
import type { z } from 'zod';
import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { auditQuery } from '../core/protocol/access.js';
import { FitQuery } from '../platform/http/fit.pipe.js';
import { AuditLog } from './audit-log.js';
import { AuditSearch, type Entry } from './audit-search.js';

@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly search: AuditSearch,
    private readonly log: AuditLog,
    private readonly access: Access,
  ) {}

  @Get()
  @Needs('admin')
  async list(
    @FromCaller() caller: Caller,
    @FitQuery(auditQuery) query: z.infer<typeof auditQuery>,
  ): Promise<{ readonly items: readonly Entry[]; readonly nextCursor?: string }> {
    this.access.demandUnlimited(caller);
    // What this node was told before the question is in the answer.
    await this.log.flush();
    return this.search.find(query);
  }
}
