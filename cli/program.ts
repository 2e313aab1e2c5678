import { Command, CommanderError } from 'commander';
import { ApiProblem, Unreachable } from './api/api-error.js';
import { EXIT, type ExitCode, Failure, messageOf } from './failure.js';
import { feedsCommand } from './feeds-command.js';
import { epochCommand } from './operator/epoch-command.js';
import { publishCommand } from './publish-command.js';
import { replayCommand } from './replay/replay-command.js';
import { tailCommand } from './tail/tail-command.js';
import type { Terminal } from './terminal.js';

const EXIT_CODES = `
Exit codes: 0 as asked · 1 refused, or the outcome differs · 2 wrong usage · 69 the server cannot be reached · 130 interrupted`;

/** Runs one command line and resolves to the exit code of the process. Never rejects. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const finish = (result: ExitCode): void => {
    code = result;
  };
  try {
    await programOf(terminal, finish).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return report(error, terminal);
  }
}

function programOf(terminal: Terminal, finish: (code: ExitCode) => void): Command {
  const program = new Command('touchline')
    .description('Live scores and tickers: publish files, watch feeds, keep the log.')
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showHelpAfterError('(--help shows examples)')
    .exitOverride();
  replayCommand(program, terminal, finish);
  tailCommand(program, terminal, finish);
  feedsCommand(program, terminal);
  publishCommand(program, terminal, finish);
  epochCommand(program, terminal);
  return program;
}

function report(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Failure) {
    terminal.note(`touchline: ${error.message}`);
    return error.exitCode;
  }
  if (error instanceof Unreachable) {
    terminal.note(`touchline: ${error.message}. Is the server running (npm start), and --url right?`);
    return EXIT.unavailable;
  }
  if (error instanceof ApiProblem) {
    terminal.note(`touchline: ${error.message} (${error.code})${remedyOf(error)}`);
    return error.status >= 500 ? EXIT.unavailable : EXIT.failed;
  }
  terminal.note(`touchline: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
  return EXIT.failed;
}

function remedyOf({ status }: ApiProblem): string {
  if (status === 401) return '. Give a valid key by --key or TOUCHLINE_KEY.';
  return status === 403 ? '. This key may not do that: use one with feeds:write and events:publish.' : '';
}
