package demo

import (
	"context"
	"fmt"
	"time"

	"bedside/internal/frontdesk"
	"bedside/internal/phi"
)

// Desk answers a turn.
type Desk interface {
	Turn(ctx context.Context, t frontdesk.Turn) (frontdesk.Reply, error)
}

// spoken is a conversation that somebody had with the practice earlier today.
type spoken struct {
	ago     time.Duration // when it began
	channel string
	from    string // the number; "" for a chat
	said    []string
	end     frontdesk.Event // what ended it, if anything did
}

var earlier = []spoken{
	{5 * time.Hour, frontdesk.Voice, "+12185550181", []string{"I need a refill of my blood pressure pills", "lisinopril ten milligrams", "Bay Pharmacy on Second Street", "Walter Lindqvist", "May 2 1951", "no thank you"}, frontdesk.Ended},
	{4 * time.Hour, frontdesk.Chat, "", []string{"Can I bring my dog?", "And do you take Medica?", "thank you, bye"}, ""},
	{3 * time.Hour, frontdesk.SMS, "+12185550182", []string{"Hi, are you open on Saturday?", "Is there parking?"}, ""},
	{2 * time.Hour, frontdesk.Chat, "", []string{"Hola, ¿están abiertos mañana?", "Quiero hablar con una persona", "Es sobre los papeles de la escuela de mi hijo"}, ""},
	{time.Hour, frontdesk.Voice, "+12185550184", []string{"I have a question about my bill", "I was charged twice for the same visit", "Gail Novak", "March 9 1964", "no thank you"}, frontdesk.Ended},
}

// Talk plays the conversations of the day, so that the inbox of the demo is not empty. The clock is moved back for each
// and then to where it was.
func Talk(ctx context.Context, d Desk, move func(time.Duration)) error {
	for n, s := range earlier {
		move(-s.ago)
		err := s.play(ctx, d, n, move)
		move(s.ago)
		if err != nil {
			return err
		}
	}
	return nil
}

const pause = 20 * time.Second // between two turns

func (s spoken) play(ctx context.Context, d Desk, n int, move func(time.Duration)) error {
	turn := frontdesk.Turn{Channel: s.channel, Session: fmt.Sprintf("earlier-%d", n), Heard: true}
	if s.from != "" {
		turn.From = phi.NewPhone(s.from)
	}
	if s.channel == frontdesk.SMS {
		turn.Session = s.from
	}
	events := []frontdesk.Turn{}
	if s.channel == frontdesk.Voice {
		events = append(events, frontdesk.Turn{Event: frontdesk.Opened})
	}
	for _, text := range s.said {
		events = append(events, frontdesk.Turn{Event: frontdesk.Said, Text: text})
	}
	if s.end != "" {
		events = append(events, frontdesk.Turn{Event: s.end})
	}
	for i, e := range events {
		turn.ID, turn.Event, turn.Text = fmt.Sprint(i), e.Event, e.Text
		if _, err := d.Turn(ctx, turn); err != nil {
			return err
		}
		move(pause)
	}
	move(-pause * time.Duration(len(events)))
	return nil
}
