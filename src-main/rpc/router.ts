import type { Ajv } from 'ajv';
import { AppError } from '../../src-shared/model/app-error.ts';
import type { CallContext, Handlers, Method } from '../../src-shared/rpc/contract.ts';
import { contract } from '../../src-shared/rpc/contract.ts';
import { describeMismatch } from './schema-validation.ts';

/** Runs a method by name. @throws AppError  "contract" if there is no such method or the parameters do not fit it */
export type Router = (method: string, params: unknown, context: CallContext) => Promise<unknown>;

/** Checks each request against its schema, then runs its handler. One router serves every transport. */
export function createRouter(handlers: Handlers, ajv: Ajv): Router {
  return async (method, params, context) => {
    if (!isMethod(method)) throw new AppError('contract', `There is no method "${method}".`);
    const validate = ajv.getSchema(contract[method].schema);
    if (!validate) throw new AppError('internal', `The schema of "${method}" is missing: run \`npm run build\` again.`);
    if (!validate(params)) throw new AppError('contract', `${method}: ${describeMismatch(validate.errors)}.`);
    return handlers[method](params as never, context);
  };
}

function isMethod(name: string): name is Method {
  return Object.hasOwn(contract, name);
}
