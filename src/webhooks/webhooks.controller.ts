import { Controller, Delete, Get, HttpCode, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { noBody } from '../core/protocol/rest.js';
import {
  deliveriesQuery,
  deliveryPath,
  newWebhookBody,
  webhookChangeBody,
  webhookPath,
  webhooksQuery,
} from '../core/protocol/webhooks.js';
import { FitBody, FitPath, FitQuery } from '../platform/http/fit.pipe.js';
import { Deliveries } from './deliveries.js';
import type { Delivery } from './delivery-store.js';
import type { Webhook } from './present.js';
import { Webhooks } from './webhooks.js';

type Path = z.infer<typeof webhookPath>;

@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly deliveries: Deliveries,
  ) {}

  @Post()
  @Needs('webhooks:manage')
  async create(
    @FromCaller() caller: Caller,
    @FitBody(newWebhookBody) body: z.infer<typeof newWebhookBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Webhook & { readonly secret: string }> {
    const webhook = await this.webhooks.create(caller, body);
    void reply.header('location', `/api/v1/webhooks/${webhook.id}`);
    return webhook;
  }

  @Get()
  @Needs('webhooks:manage')
  list(
    @FromCaller() caller: Caller,
    @FitQuery(webhooksQuery) query: z.infer<typeof webhooksQuery>,
  ): Promise<{ readonly items: readonly Webhook[]; readonly nextCursor?: string }> {
    return this.webhooks.list(caller, query);
  }

  @Get(':id')
  @Needs('webhooks:manage')
  find(@FromCaller() caller: Caller, @FitPath(webhookPath) { id }: Path): Promise<Webhook> {
    return this.webhooks.find(caller, id);
  }

  @Patch(':id')
  @Needs('webhooks:manage')
  change(
    @FromCaller() caller: Caller,
    @FitPath(webhookPath) { id }: Path,
    @FitBody(webhookChangeBody) body: z.infer<typeof webhookChangeBody>,
  ): Promise<Webhook> {
    return this.webhooks.change(caller, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Needs('webhooks:manage')
  async remove(
    @FromCaller() caller: Caller,
    @FitPath(webhookPath) { id }: Path,
    @FitBody(noBody) _body: undefined,
  ): Promise<void> {
    await this.webhooks.remove(caller, id);
  }

  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Needs('webhooks:manage')
  rotateSecret(
    @FromCaller() caller: Caller,
    @FitPath(webhookPath) { id }: Path,
    @FitBody(noBody) _body: undefined,
  ): Promise<{ readonly secret: string; readonly previousSecretUntil: string }> {
    return this.webhooks.rotateSecret(caller, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Needs('webhooks:manage')
  test(
    @FromCaller() caller: Caller,
    @FitPath(webhookPath) { id }: Path,
    @FitBody(noBody) _body: undefined,
  ): Promise<Delivery> {
    return this.deliveries.test(caller, id);
  }

  @Get(':id/deliveries')
  @Needs('webhooks:manage')
  listDeliveries(
    @FromCaller() caller: Caller,
    @FitPath(webhookPath) { id }: Path,
    @FitQuery(deliveriesQuery) query: z.infer<typeof deliveriesQuery>,
  ): Promise<{ readonly items: readonly Delivery[]; readonly nextCursor?: string }> {
    return this.deliveries.list(caller, id, query);
  }

  @Post(':id/deliveries/:deliveryId/redeliver')
  @HttpCode(200)
  @Needs('webhooks:manage')
  redeliver(
    @FromCaller() caller: Caller,
    @FitPath(deliveryPath) { id, deliveryId }: z.infer<typeof deliveryPath>,
    @FitBody(noBody) _body: undefined,
  ): Promise<Delivery> {
    return this.deliveries.redeliver(caller, id, deliveryId);
  }
}
