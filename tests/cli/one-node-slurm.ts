import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** Debian: apt-get install slurm-wlm munge */
export const hasSlurm = ['munged', 'slurmctld', 'slurmd', 'sbatch'].every(has);

/** A cluster of this machine alone, of the user's own: no service of the system, nothing shared with another. */
export interface OneNodeSlurm {
  /** For programs that speak to it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startOneNodeSlurm(): Promise<OneNodeSlurm> {
  const folder = await mkdtemp(join(tmpdir(), 'annulus-slurm-'));
  const at = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool']) await mkdir(at(name));
  await writeFile(at('munge.key'), randomBytes(1024), { mode: 0o400 });
  const host = hostname().split('.', 1)[0] ?? 'localhost';
  const user = userInfo().username;
  const [controllerPort, nodePort] = [await freePort(), await freePort()];
  const settings = [
    'ClusterName=annulus',
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmctldPort=${controllerPort}`,
    `SlurmdPort=${nodePort}`,
    'AuthType=auth/munge',
    `AuthInfo=socket=${at('munge.socket')}`,
    `SlurmUser=${user}`,
    `SlurmdUser=${user}`,
    `StateSaveLocation=${at('state')}`,
    `SlurmdSpoolDir=${at('spool')}`,
    `SlurmctldPidFile=${at('slurmctld.pid')}`,
    `SlurmdPidFile=${at('slurmd.pid')}`,
    'ProctrackType=proctrack/pgid', // no control groups
    'TaskPlugin=task/none',
    'MpiDefault=none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU',
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'MailProg=/bin/true',
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN`,
    `PartitionName=local Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
  ];
  await writeFile(at('slurm.conf'), `${settings.join('\n')}\n`);
  const env = { ...(process.env as Record<string, string>), SLURM_CONF: at('slurm.conf') };
  const started: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]): void => {
    started.push(spawn(program, args, { env, stdio: 'ignore' }));
  };
  const stop = async (): Promise<void> => {
    spawnSync('scancel', ['--user', user], { env });
    for (const child of started.reverse()) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true });
  };

  start('munged', [
    ...['--foreground', '--force', `--key-file=${at('munge.key')}`, `--socket=${at('munge.socket')}`],
    ...[`--pid-file=${at('munged.pid')}`, `--log-file=${at('munged.log')}`, `--seed-file=${at('munged.seed')}`],
  ]);
  start('slurmctld', ['-D', '-c']);
  start('slurmd', ['-D', '-N', host]);
  const end = Date.now() + 30_000;
  while (!/^idle/m.test(spawnSync('sinfo', ['--noheader', '--format=%t'], { env, encoding: 'utf8' }).stdout)) {
    if (Date.now() > end) {
      await stop();
      throw new Error('The node of SLURM did not become idle within 30 s.');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { env, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
