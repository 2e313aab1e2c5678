import { Controller, Get, Headers } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { FromCaller } from '../access/caller.decorator.js';
import { Needs } from '../access/guard.adapter.js';
import { SystemStatus, type System } from './system-status.js';

@Controller('api/v1/system')
export class SystemController {
  constructor(private readonly status: SystemStatus) {}

  @Get()
  @Needs('admin')
  system(
    @FromCaller() caller: Caller,
    @Headers('x-forwarded-for') forwarded: string | undefined,
  ): Promise<System> {
    return this.status.system(caller, forwarded !== undefined);
  }
}
