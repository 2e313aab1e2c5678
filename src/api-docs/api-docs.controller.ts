import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { noneMatchHits } from '../platform/http/etag.js';
import { PublishedDocs, type Published } from './published.js';

/** What the interface is, for programs and for people. */
@Controller('api')
export class ApiDocsController {
  constructor(private readonly docs: PublishedDocs) {}

  @Get('openapi.json')
  async openApi(
    @Headers('if-none-match') noneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(reply, this.docs.openApi, noneMatch);
  }

  @Get('asyncapi.json')
  async asyncApi(
    @Headers('if-none-match') noneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(reply, this.docs.asyncApi, noneMatch);
  }

  @Get('docs')
  async page(
    @Headers('if-none-match') noneMatch: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(reply, this.docs.page, noneMatch);
  }
}

async function send(reply: FastifyReply, document: Published, noneMatch: string | undefined): Promise<void> {
  const { body, etag, type, headers = {} } = document;
  void reply.headers({ ...headers, etag, 'cache-control': 'no-cache' });
  if (noneMatchHits(noneMatch, etag)) await reply.code(304).send();
  else await reply.header('content-type', type).send(body);
}
