import { Controller, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { newTokenBody } from '../core/protocol/access.js';
import { FitBody } from '../platform/http/fit.pipe.js';
import { Tokens, type Minted } from './tokens.js';

@Controller('api/v1/tokens')
export class TokensController {
  constructor(private readonly tokens: Tokens) {}

  @Post()
  @Needs('tokens:mint')
  mint(
    @FromCaller() caller: Caller,
    @FitBody(newTokenBody) body: z.infer<typeof newTokenBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Minted> {
    void reply.header('cache-control', 'no-store');
    return this.tokens.mint(caller, body);
  }
}
