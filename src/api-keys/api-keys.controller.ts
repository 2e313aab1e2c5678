import { Controller, Delete, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { idPath, newApiKeyBody, pageQuery, rotationBody } from '../core/protocol/access.js';
import { noBody } from '../core/protocol/rest.js';
import { FitBody, FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import type { ApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';

@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Post()
  @Needs('admin')
  async create(
    @FromCaller() caller: Caller,
    @FitBody(newApiKeyBody) body: z.infer<typeof newApiKeyBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKey & { readonly key: string }> {
    void reply.header('cache-control', 'no-store');
    return this.keys.create(caller, body);
  }

  @Get()
  @Needs('admin')
  list(
    @FromCaller() caller: Caller,
    @FitQuery(pageQuery) query: z.infer<typeof pageQuery>,
  ): Promise<{ readonly items: readonly ApiKey[]; readonly nextCursor?: string }> {
    return this.keys.list(caller, query);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Needs('admin')
  rotate(
    @FromCaller() caller: Caller,
    @FitPath(idPath) { id }: z.infer<typeof idPath>,
    @FitBody(rotationBody) body: z.infer<typeof rotationBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKey & { readonly key: string }> {
    void reply.header('cache-control', 'no-store');
    return this.keys.rotate(caller, id, body?.graceSeconds ?? 0);
  }

  @Delete(':id')
  @HttpCode(204)
  @Needs('admin')
  async revoke(
    @FromCaller() caller: Caller,
    @FitPath(idPath) { id }: z.infer<typeof idPath>,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.keys.revoke(caller, id);
  }
}
