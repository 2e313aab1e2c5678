import { Body, Param, Query, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { fit, fitBody } from './fit.js';

class FitPipe<T> implements PipeTransform<unknown, T> {
  constructor(private readonly read: (value: unknown) => T) {}

  transform(value: unknown): T {
    return this.read(value);
  }
}

/** The body as `schema` reads it. */
export const FitBody = <T>(schema: z.ZodType<T>): ParameterDecorator =>
  Body(new FitPipe((body) => fitBody(schema, body)));

/** The whole query as `schema` reads it; parameters that it does not know are ignored. */
export const FitQuery = <T>(schema: z.ZodType<T>): ParameterDecorator =>
  Query(new FitPipe((query) => fit(schema, query)));

/** All parts of the path as `schema` reads them. */
export const FitPath = <T>(schema: z.ZodType<T>): ParameterDecorator =>
  Param(new FitPipe((path) => fit(schema, path)));
