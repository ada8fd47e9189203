// Package ical writes and reads iCalendar (RFC 5545, RFC 7986; invitations after RFC 5546): what calendars of other
// programs subscribe to, what they send, and invitations by e-mail.
//
// It promises that what it writes is read alike by others, on both days when a clock is changed too. Callers owe that
// nothing about a patient stands in what leaves the house, and that every text was cleared where it goes to one.
package ical
