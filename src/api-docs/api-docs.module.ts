import { Module } from '@nestjs/common';
import { ApiDocsController } from './api-docs.controller.js';
import { PublishedDocs } from './published.js';

@Module({ controllers: [ApiDocsController], providers: [PublishedDocs] })
export class ApiDocsModule {}
