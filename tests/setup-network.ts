import { Socket } from 'node:net'

type Connect = (this: Socket, ...parameters: unknown[]) => Socket

const guarded = Symbol.for('vitest-judge.tests.network-guard')

/** Where a connection goes: a host, or undefined for a pipe. Takes what `net.connect` takes. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  if (Array.isArray(first)) return hostOf(first)
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { host?: string | null; path?: string | null }
    return typeof path === 'string' ? undefined : (host ?? 'localhost')
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return undefined
  return typeof second === 'string' ? second : 'localhost'
}

function isLoopback(host: string): boolean {
  const bare = host.replaceAll(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(bare)
}

function guard(connect: Connect): Connect {
  const checked: Connect = function (...parameters) {
    const host = hostOf(parameters)
    if (host !== undefined && !isLoopback(host)) {
      throw new Error(`A test tried to connect to ${host}; tests reach this machine's own servers only.`)
    }
    return connect.apply(this, parameters)
  }
  return Object.assign(checked, { [guarded]: true })
}

// Every client of Node (fetch, http, https, tls, net) opens its connection by this one method.
const clients = Socket.prototype as { connect: Connect }
if (!(guarded in clients.connect)) clients.connect = guard(clients.connect)
