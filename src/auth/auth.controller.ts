import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Access } from '../access/access.js';
import type { Caller, PersonCaller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs, isSecure } from '../access/guard.adapter.js';
import { cookieFor, sessionOf } from '../access/session-cookie.js';
import { loginBody, passwordBody } from '../core/protocol/access.js';
import { noBody } from '../core/protocol/rest.js';
import { FitBody } from '../platform/http/fit.pipe.js';
import { Auth, identityOf, type Identity } from './auth.js';
import type { Client, Opened } from './sessions.js';

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly auth: Auth,
    private readonly access: Access,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Needs('unchecked')
  async login(
    @FitBody(loginBody) body: z.infer<typeof loginBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Identity> {
    return answer(request, reply, await this.auth.login(body, clientOf(request), tokenOf(request)));
  }

  /** Also without a session that still stands: the cookie is gone behind it. */
  @Post('logout')
  @HttpCode(204)
  @Needs('unchecked')
  async logout(
    @FitBody(noBody) _body: undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const token = tokenOf(request);
    if (token !== undefined) await this.auth.logout(token, request.ip);
    void reply.header('set-cookie', cookieFor(isSecure(request))).header('cache-control', 'no-store');
  }

  @Post('logout-everywhere')
  @HttpCode(204)
  @Needs('person')
  async logoutEverywhere(
    @FromCaller() caller: Caller,
    @FitBody(noBody) _body: undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.auth.logoutEverywhere(caller as PersonCaller);
    void reply.header('set-cookie', cookieFor(isSecure(request))).header('cache-control', 'no-store');
  }

  @Get('me')
  @Needs('anyone')
  me(@FromCaller() caller: Caller): Identity {
    return identityOf(this.access.demandAnyone(caller));
  }

  @Post('password')
  @HttpCode(200)
  @Needs('person')
  async password(
    @FromCaller() caller: Caller,
    @FitBody(passwordBody) body: z.infer<typeof passwordBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Identity> {
    const opened = await this.auth.changePassword(caller as PersonCaller, body, clientOf(request));
    return answer(request, reply, opened);
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, opened: Opened): Identity {
  void reply.header('set-cookie', cookieFor(isSecure(request), opened)).header('cache-control', 'no-store');
  return identityOf(opened.caller);
}

function tokenOf(request: FastifyRequest): string | undefined {
  return sessionOf(request.headers.cookie, isSecure(request));
}

function clientOf({ ip, headers }: FastifyRequest): Client {
  const userAgent = headers['user-agent'];
  return { address: ip, ...(userAgent === undefined ? {} : { userAgent }) };
}
