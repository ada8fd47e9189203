// hl7.mjs FOLDER send PORT sends a JSON list of HL7 messages on standard input with node-hl7-client, in order, and writes
// the acknowledgements, a JSON list of [code, control id]. hl7.mjs FOLDER listen PORT takes messages with node-hl7-server
// and writes a line of JSON for each, [event, control id, SCH-1, SCH-25, AIP-3], until it is killed.
import { createRequire } from 'node:module'
import path from 'node:path'

const [folder, what, port] = process.argv.slice(2)
const from = createRequire(path.join(folder, 'package.json'))
const client = from('node-hl7-client')

if (what === 'send') {
	let text = ''
	for await (const part of process.stdin) text += part
	const acks = []
	let got
	const Client = client.default ?? client.Client
	const connection = new Client({ host: '127.0.0.1', version: '2.5.1' }).createConnection({ port: Number(port) }, res => {
		const m = res.getMessage()
		acks.push([m.get('MSA.1').toString(), m.get('MSA.2').toString()])
		got?.()
	})
	for (const raw of JSON.parse(text)) {
		const answer = new Promise(resolve => { got = resolve })
		await connection.sendMessage(new client.Message({ text: raw }))
		await answer
	}
	await connection.close()
	process.stdout.write(JSON.stringify(acks))
	process.exit(0)
}

const server = from('node-hl7-server')
const Server = server.default ?? server.Server
const inbound = new Server({ bindAddress: '127.0.0.1' }).createInbound({ port: Number(port) }, async (req, res) => {
	const m = req.getMessage()
	const at = p => m.get(p).toString()
	process.stdout.write(JSON.stringify([at('MSH.9.2'), at('MSH.10'), at('SCH.1.1'), at('SCH.25'), at('AIP.3.1')]) + '\n')
	await res.sendResponse('AA')
})
inbound.on('listen', () => process.stdout.write('"listening"\n'))
