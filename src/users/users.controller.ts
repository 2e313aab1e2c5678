import { Controller, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { idPath, newUserBody, pageQuery, userChangeBody } from '../core/protocol/access.js';
import { noBody } from '../core/protocol/rest.js';
import { FitBody, FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import type { User } from './user.js';
import { Users } from './users.js';

@Controller('api/v1/users')
export class UsersController {
  constructor(private readonly users: Users) {}

  @Post()
  @Needs('admin')
  async create(
    @FromCaller() caller: Caller,
    @FitBody(newUserBody) body: z.infer<typeof newUserBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<User> {
    const user = await this.users.create(caller, body);
    void reply.header('location', `/api/v1/users/${user.id}`);
    return user;
  }

  @Get()
  @Needs('admin')
  list(
    @FromCaller() caller: Caller,
    @FitQuery(pageQuery) query: z.infer<typeof pageQuery>,
  ): Promise<{ readonly items: readonly User[]; readonly nextCursor?: string }> {
    return this.users.list(caller, query);
  }

  @Get(':id')
  @Needs('admin')
  find(@FromCaller() caller: Caller, @FitPath(idPath) { id }: z.infer<typeof idPath>): Promise<User> {
    return this.users.find(caller, id);
  }

  @Post(':id/sign-out')
  @HttpCode(204)
  @Needs('admin')
  async signOut(
    @FromCaller() caller: Caller,
    @FitPath(idPath) { id }: z.infer<typeof idPath>,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.users.signOutFor(caller, id);
  }

  @Patch(':id')
  @Needs('admin')
  change(
    @FromCaller() caller: Caller,
    @FitPath(idPath) { id }: z.infer<typeof idPath>,
    @FitBody(userChangeBody) body: z.infer<typeof userChangeBody>,
  ): Promise<User> {
    return this.users.change(caller, id, body);
  }
}
