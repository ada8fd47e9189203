package store

import (
	"context"
	"encoding/json"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/tx"
)

// posts keeps what package publish keeps.
type posts struct{ keys *phi.Keys }

// Publish returns the store of package publish.
func (s *Store) Publish() publish.Store { return posts{s.keys} }

// sealText and openText keep text about a row sealed for its column.
func sealText[T any](k *phi.Keys, column string, i id.Of[T], text phi.Text) []byte {
	return k.Seal(column+"|"+string(i), text.Reveal())
}

func openText[T any](k *phi.Keys, column string, i id.Of[T], sealed []byte) (phi.Text, error) {
	text, err := k.Open(column+"|"+string(i), sealed)
	return phi.NewText(text), err
}

// sealJSON and openJSON keep a value of plain fields the same way.
func sealJSON[T any](k *phi.Keys, column string, i id.Of[T], v any) ([]byte, error) {
	text, err := json.Marshal(v)
	return k.Seal(column+"|"+string(i), string(text)), fault.Wrap(fault.Internal, "store.sealJSON", "", err)
}

func openJSON[T any](k *phi.Keys, column string, i id.Of[T], sealed []byte, v any) error {
	text, err := k.Open(column+"|"+string(i), sealed)
	if err != nil || text == "" {
		return err
	}
	if json.Unmarshal([]byte(text), v) != nil { // the cause may hold the value
		return fault.New(fault.Internal, "store.openJSON", "a sealed value of "+column+" cannot be read")
	}
	return nil
}

// rows returns what scan makes of every row of a query.
func rows[T any](ctx context.Context, t tx.Tx, op, query string, args []any, scan func(func(...any) error) (T, error)) ([]T, error) {
	var all []T
	err := in(t).each(ctx, query, args, func(s func(...any) error) error {
		v, err := scan(s)
		all = append(all, v)
		return err
	})
	return all, fault.At(op, err)
}

// moved is the fault of a row that is not as it was read.
func moved(op string, n int64, err error) error {
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, op, "Somebody else changed this meanwhile. Please look at it again.")
	}
	return fault.At(op, err)
}

const postColumns = `p.id, p.kind, p.account, p.author_id, p.state, p.current_id, p.public_id, p.slug_sealed, p.due, p.cool_until, p.read_again,
	p.created_at, p.changed_at, p.version`

const noPost = "There is no such post."

// slugToken is what a post is found by; nil for none, which is unlike every other.
func (s posts) slugToken(slug string) []byte {
	if slug == "" {
		return nil
	}
	return s.keys.Token("post slug", slug)
}

// AddPost implements [publish.Store].
func (s posts) AddPost(ctx context.Context, t tx.Tx, p publish.Post) error {
	_, err := in(t).exec(ctx, `INSERT INTO post (id, kind, account, author_id, state, current_id, public_id, slug_sealed, slug_token, due, cool_until, read_again,
			created_at, changed_at, version) VALUES (`+marks(15)+`)`,
		p.ID, p.Kind, p.Account, p.Author, p.State, p.Current, p.Public, sealText(s.keys, "post|slug", p.ID, phi.NewText(p.Slug)), s.slugToken(p.Slug),
		micros(p.Due), micros(p.CoolUntil), p.ReadAgain, micros(p.Created), micros(p.Changed), p.Row)
	return fault.At("publish.AddPost", err)
}

// SavePost implements [publish.Store].
func (s posts) SavePost(ctx context.Context, t tx.Tx, p publish.Post) error {
	n, err := in(t).exec(ctx, `UPDATE post SET kind = ?, account = ?, state = ?, current_id = ?, public_id = ?, slug_sealed = ?, slug_token = ?, due = ?,
			cool_until = ?, read_again = ?, changed_at = ?, version = ? WHERE id = ? AND version = ?`,
		p.Kind, p.Account, p.State, p.Current, p.Public, sealText(s.keys, "post|slug", p.ID, phi.NewText(p.Slug)), s.slugToken(p.Slug), micros(p.Due),
		micros(p.CoolUntil), p.ReadAgain, micros(p.Changed), p.Row, p.ID, p.Row-1)
	return moved("publish.SavePost", n, err)
}

// Post implements [publish.Store].
func (s posts) Post(ctx context.Context, t tx.Tx, i publish.PostID) (publish.Post, error) {
	return first(s.posts(ctx, t, `SELECT `+postColumns+` FROM post p WHERE p.id = ?`, i))(noPost)
}

// BySlug implements [publish.Store].
func (s posts) BySlug(ctx context.Context, t tx.Tx, slug string) (publish.Post, error) {
	return first(s.posts(ctx, t, `SELECT `+postColumns+` FROM post p WHERE p.slug_token = ?`, s.slugToken(slug)))(noPost)
}

// Posts implements [publish.Store].
func (s posts) Posts(ctx context.Context, t tx.Tx, limit int) ([]publish.Post, error) {
	return s.posts(ctx, t, `SELECT `+postColumns+` FROM post p ORDER BY p.changed_at DESC, p.id DESC LIMIT ?`, limit)
}

// Shown implements [publish.Store].
func (s posts) Shown(ctx context.Context, t tx.Tx, limit, offset int) ([]publish.Post, error) {
	return s.posts(ctx, t, `SELECT `+postColumns+` FROM post p JOIN (SELECT post_id, MIN(sent_at) AS since,
			COUNT(CASE WHEN status = 'published' THEN 1 END) AS live FROM publication WHERE channel = 'site' AND sent_at > 0 GROUP BY post_id) u
			ON u.post_id = p.id WHERE u.live > 0 ORDER BY u.since DESC, p.id DESC LIMIT ? OFFSET ?`, limit, offset)
}

func (s posts) posts(ctx context.Context, t tx.Tx, query string, args ...any) ([]publish.Post, error) {
	return rows(ctx, t, "publish.posts", query, args, func(scan func(...any) error) (p publish.Post, err error) {
		var slug []byte
		var due, cool, created, changed int64
		err = scan(&p.ID, &p.Kind, &p.Account, &p.Author, &p.State, &p.Current, &p.Public, &slug, &due, &cool, &p.ReadAgain, &created, &changed, &p.Row)
		if err != nil {
			return p, err
		}
		text, err := openText(s.keys, "post|slug", p.ID, slug)
		p.Slug, p.Due, p.CoolUntil, p.Created, p.Changed = text.Reveal(), instant(due), instant(cool), instant(created), instant(changed)
		return p, err
	})
}

// content is a version's content as JSON shows it: [publish.Content] itself shows nothing.
type content publish.Content

const contentColumn = "post_version|content"

// AddVersion implements [publish.Store].
func (s posts) AddVersion(ctx context.Context, t tx.Tx, v publish.Version) error {
	sealed, err := sealJSON(s.keys, contentColumn, v.ID, content(v.Content))
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO post_version (id, post_id, number, content_sealed, hash, staff_id, at, submitted_at) VALUES (`+marks(8)+`)`,
			v.ID, v.Post, v.Number, sealed, v.Hash, v.By, micros(v.At), micros(v.Submitted))
	}
	if err == nil {
		err = s.link(ctx, t, v)
	}
	return fault.At("publish.AddVersion", err)
}

// SaveVersion implements [publish.Store].
func (s posts) SaveVersion(ctx context.Context, t tx.Tx, v publish.Version) error {
	sealed, err := sealJSON(s.keys, contentColumn, v.ID, content(v.Content))
	if err != nil {
		return err
	}
	n, err := in(t).exec(ctx, `UPDATE post_version SET content_sealed = ?, hash = ?, staff_id = ?, at = ?, submitted_at = ? WHERE id = ? AND submitted_at = 0`,
		sealed, v.Hash, v.By, micros(v.At), micros(v.Submitted), v.ID)
	if err = moved("publish.SaveVersion", n, err); err != nil {
		return err
	}
	for _, table := range []string{"version_authorisation", "version_picture"} {
		if _, err := in(t).exec(ctx, `DELETE FROM `+table+` WHERE version_id = ?`, v.ID); err != nil {
			return fault.At("publish.SaveVersion", err)
		}
	}
	return fault.At("publish.SaveVersion", s.link(ctx, t, v))
}

// link says which authorisations and pictures a version rests on.
func (posts) link(ctx context.Context, t tx.Tx, v publish.Version) error {
	for _, a := range v.Authorisations() {
		if _, err := in(t).exec(ctx, `INSERT INTO version_authorisation (version_id, authorisation_id) VALUES (?, ?)`, v.ID, a); err != nil {
			return err
		}
	}
	for _, m := range v.Media {
		if _, err := in(t).exec(ctx, `INSERT INTO version_picture (version_id, picture_id) VALUES (?, ?)`, v.ID, m.ID); err != nil {
			return err
		}
	}
	return nil
}

const versionColumns = `SELECT v.id, v.post_id, v.number, v.content_sealed, v.hash, v.staff_id, v.at, v.submitted_at FROM post_version v `

// Version implements [publish.Store].
func (s posts) Version(ctx context.Context, t tx.Tx, i publish.VersionID) (publish.Version, error) {
	return first(s.versions(ctx, t, versionColumns+`WHERE v.id = ?`, i))("There is no such version.")
}

// Versions implements [publish.Store].
func (s posts) Versions(ctx context.Context, t tx.Tx, i publish.PostID) ([]publish.Version, error) {
	return s.versions(ctx, t, versionColumns+`WHERE v.post_id = ? ORDER BY v.number DESC`, i)
}

// Currents implements [publish.Store].
func (s posts) Currents(ctx context.Context, t tx.Tx, ids []publish.PostID) (map[publish.PostID]publish.Version, error) {
	current := map[publish.PostID]publish.Version{}
	if len(ids) == 0 {
		return current, nil
	}
	all, err := s.versions(ctx, t, versionColumns+`JOIN post p ON p.current_id = v.id WHERE p.id IN (`+marks(len(ids))+`)`, anys(ids)...)
	for _, v := range all {
		current[v.Post] = v
	}
	return current, err
}

func (s posts) versions(ctx context.Context, t tx.Tx, query string, args ...any) ([]publish.Version, error) {
	return rows(ctx, t, "publish.versions", query, args, func(scan func(...any) error) (v publish.Version, err error) {
		var sealed []byte
		var at, submitted int64
		if err = scan(&v.ID, &v.Post, &v.Number, &sealed, &v.Hash, &v.By, &at, &submitted); err != nil {
			return v, err
		}
		v.At, v.Submitted = instant(at), instant(submitted)
		return v, openJSON(s.keys, contentColumn, v.ID, sealed, (*content)(&v.Content))
	})
}

// AddApproval implements [publish.Store].
func (s posts) AddApproval(ctx context.Context, t tx.Tx, a publish.Approval) error {
	_, err := in(t).exec(ctx, `INSERT INTO post_approval (id, post_id, version_id, hash, verdict, staff_id, at, note_sealed) VALUES (`+marks(8)+`)`,
		a.ID, a.Post, a.Version, a.Hash, a.Verdict, a.By, micros(a.At), sealText(s.keys, "post_approval|note", a.ID, a.Note))
	return fault.At("publish.AddApproval", err)
}

// Approvals implements [publish.Store].
func (s posts) Approvals(ctx context.Context, t tx.Tx, i publish.PostID) ([]publish.Approval, error) {
	return rows(ctx, t, "publish.Approvals", `SELECT id, post_id, version_id, hash, verdict, staff_id, at, note_sealed FROM post_approval
		WHERE post_id = ? ORDER BY id DESC`, []any{i}, func(scan func(...any) error) (a publish.Approval, err error) {
		var at int64
		var sealed []byte
		if err = scan(&a.ID, &a.Post, &a.Version, &a.Hash, &a.Verdict, &a.By, &at, &sealed); err == nil {
			a.At = instant(at)
			a.Note, err = openText(s.keys, "post_approval|note", a.ID, sealed)
		}
		return a, err
	})
}

// AddComment implements [publish.Store].
func (s posts) AddComment(ctx context.Context, t tx.Tx, c publish.Comment) error {
	_, err := in(t).exec(ctx, `INSERT INTO post_comment (id, post_id, version_id, staff_id, at, text_sealed) VALUES (`+marks(6)+`)`,
		c.ID, c.Post, c.Version, c.By, micros(c.At), sealText(s.keys, "post_comment|text", c.ID, c.Text))
	return fault.At("publish.AddComment", err)
}

// Comments implements [publish.Store].
func (s posts) Comments(ctx context.Context, t tx.Tx, i publish.PostID) ([]publish.Comment, error) {
	return rows(ctx, t, "publish.Comments", `SELECT id, post_id, version_id, staff_id, at, text_sealed FROM post_comment WHERE post_id = ? ORDER BY id`,
		[]any{i}, func(scan func(...any) error) (c publish.Comment, err error) {
			var at int64
			var sealed []byte
			if err = scan(&c.ID, &c.Post, &c.Version, &c.By, &at, &sealed); err == nil {
				c.At = instant(at)
				c.Text, err = openText(s.keys, "post_comment|text", c.ID, sealed)
			}
			return c, err
		})
}

// AddWaiver implements [publish.Store].
func (s posts) AddWaiver(ctx context.Context, t tx.Tx, w publish.Waiver) error {
	texts, err := json.Marshal(w.Texts)
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO post_waiver (id, post_id, hash, rule_set, rules, texts, staff_id, at, agreed_id, agreed_at, reason_sealed)
			VALUES (`+marks(11)+`)`, w.ID, w.Post, w.Hash, w.RuleSet, strings.Join(w.Rules, " "), string(texts), w.By, micros(w.At), w.Agreed, micros(w.AgreedAt),
			sealText(s.keys, "post_waiver|reason", w.ID, w.Reason))
	}
	return fault.At("publish.AddWaiver", err)
}

// AgreeWaiver implements [publish.Store].
func (posts) AgreeWaiver(ctx context.Context, t tx.Tx, w publish.Waiver) error {
	n, err := in(t).exec(ctx, `UPDATE post_waiver SET agreed_id = ?, agreed_at = ? WHERE id = ? AND agreed_id = ''`, w.Agreed, micros(w.AgreedAt), w.ID)
	return moved("publish.AgreeWaiver", n, err)
}

// Waivers implements [publish.Store].
func (s posts) Waivers(ctx context.Context, t tx.Tx, i publish.PostID) ([]publish.Waiver, error) {
	return rows(ctx, t, "publish.Waivers", `SELECT id, post_id, hash, rule_set, rules, texts, staff_id, at, agreed_id, agreed_at, reason_sealed
		FROM post_waiver WHERE post_id = ? ORDER BY id`, []any{i}, func(scan func(...any) error) (w publish.Waiver, err error) {
		var at, agreed int64
		var sealed []byte
		var rules, texts string
		if err = scan(&w.ID, &w.Post, &w.Hash, &w.RuleSet, &rules, &texts, &w.By, &at, &w.Agreed, &agreed, &sealed); err != nil {
			return w, err
		}
		w.Rules, w.At, w.AgreedAt = strings.Fields(rules), instant(at), instant(agreed)
		if err = json.Unmarshal([]byte(texts), &w.Texts); err == nil {
			w.Reason, err = openText(s.keys, "post_waiver|reason", w.ID, sealed)
		}
		return w, err
	})
}
