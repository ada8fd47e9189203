// A Bluesky server for tests out of @atproto/dev-env, in the folder that PDS_MODULES names, with one account. When it
// is ready it prints one line: its address with the account's handle and an app password in it.
import net from 'node:net'
import { createRequire } from 'node:module'

// It would listen on every interface and has no setting for that.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (at, ...rest) {
  const port = typeof at === 'number' ? at : at?.port
  if (typeof port !== 'number') throw new Error('pds.mjs: only port numbers are kept to the loopback address')
  return listen.call(this, { port, host: '127.0.0.1' }, ...rest.filter((arg) => typeof arg === 'function'))
}

const { TestNetworkNoAppView } = createRequire(process.env.PDS_MODULES + '/')('@atproto/dev-env')
const { pds } = await TestNetworkNoAppView.create({})
async function ask(method, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) }
  const answer = await fetch(`${pds.url}/xrpc/${method}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
const account = { handle: 'lakeside.test', email: 'desk@example.test', password: crypto.randomUUID() }
const { accessJwt } = await ask('com.atproto.server.createAccount', account)
const { password } = await ask('com.atproto.server.createAppPassword', { name: 'bedside' }, accessJwt)
console.log(`http://${account.handle}:${password}@127.0.0.1:${new URL(pds.url).port}`)
