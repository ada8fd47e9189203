// icaljs.mjs FOLDER reads a JSON list of calendars on standard input with ical.js from FOLDER and writes what it
// understood, a JSON list of calendars with their events. Times are instants, by the zones that each calendar brings.
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import fs from 'node:fs'

const { default: ICAL } = await import(pathToFileURL(path.join(process.argv[2], 'node_modules/ical.js/dist/ical.js')))
const instant = t => new Date(t.toUnixTime() * 1000).toISOString().replace('.000', '')
const text = v => v == null ? '' : String(v)

const read = source => {
	ICAL.TimezoneService.reset()
	const root = new ICAL.Component(ICAL.parse(source))
	for (const zone of root.getAllSubcomponents('vtimezone')) {
		ICAL.TimezoneService.register(new ICAL.Timezone(zone))
	}
	const value = name => text(root.getFirstPropertyValue(name))
	return {
		method: value('method'), name: value('name'), color: value('color'), refresh: value('refresh-interval'),
		zones: root.getAllSubcomponents('vtimezone').map(z => text(z.getFirstPropertyValue('tzid'))),
		events: root.getAllSubcomponents('vevent').map(c => {
			const e = new ICAL.Event(c)
			const of = name => text(c.getFirstPropertyValue(name))
			return {
				uid: e.uid, sequence: e.sequence, summary: text(e.summary), location: text(e.location), text: text(e.description), status: of('status'),
				start: instant(e.startDate), end: instant(e.endDate), organizer: of('organizer'), attendee: of('attendee'),
				cn: text(c.getFirstProperty('attendee')?.getParameter('cn')),
			}
		}),
	}
}

process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map(read)))
