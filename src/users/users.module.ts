import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Access } from '../access/access.js';
import { AccessModule } from '../access/access.module.js';
import { RevocationModule } from '../access/revocation.module.js';
import { RevocationStore } from '../access/revocation-store.js';
import { Audit } from '../audit/audit.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/prisma/database.js';
import { makeFirstAdmin } from './first-admin.js';
import { Passwords } from './passwords.js';
import { userNames } from './user-names.js';
import { Users } from './users.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [AccessModule, RevocationModule],
  controllers: [UsersController],
  providers: [
    { provide: Passwords, useFactory: () => new Passwords() },
    {
      provide: Users,
      useFactory: (
        database: Database,
        access: Access,
        store: RevocationStore,
        passwords: Passwords,
        audit: Audit,
        clock: Clock,
      ) => new Users({ database, access, store, passwords, audit, clock }),
      inject: [Database, Access, RevocationStore, Passwords, Audit, Clock],
    },
  ],
  exports: [Users, Passwords],
})
export class UsersModule implements OnApplicationBootstrap, OnModuleInit {
  constructor(
    private readonly users: Users,
    private readonly config: Config,
    private readonly access: Access,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.access.vouch('user', (id) => this.users.absent(id));
    this.access.names.tell('user', userNames(this.database));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { adminEmail: email, adminPassword: password } = this.config.access;
    // Not the log, which is collected: whoever started it sees it, once.
    await makeFirstAdmin(this.users, { email, password }, (text) => process.stderr.write(text));
  }
}
