package store

import (
	"context"
	"encoding/json"

	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/tx"
)

const publicationColumns = `SELECT u.id, u.post_id, u.version_id, u.hash, u.channel, u.status, u.why, u.code, u.ref, u.url_sealed, u.due, u.tries, u.tried_at,
	u.sent_at, u.off_at, u.version FROM publication u `

// AddPublication implements [publish.Store].
func (s posts) AddPublication(ctx context.Context, t tx.Tx, u publish.Publication) error {
	_, err := in(t).exec(ctx, `INSERT INTO publication (id, post_id, version_id, hash, channel, status, why, code, ref, url_sealed, due, tries, tried_at, sent_at,
			off_at, version) VALUES (`+marks(16)+`)`,
		u.ID, u.Post, u.Version, u.Hash, u.Channel, u.Status, u.Why, u.Code, u.Ref, sealText(s.keys, "publication|url", u.ID, phi.NewText(u.URL)), micros(u.Due),
		u.Tries, micros(u.Tried), micros(u.Sent), micros(u.Off), u.Row)
	return fault.At("publish.AddPublication", err)
}

// SavePublication implements [publish.Store].
func (s posts) SavePublication(ctx context.Context, t tx.Tx, u publish.Publication) error {
	n, err := in(t).exec(ctx, `UPDATE publication SET status = ?, why = ?, code = ?, ref = ?, url_sealed = ?, due = ?, tries = ?, tried_at = ?, sent_at = ?, off_at = ?,
			version = ? WHERE id = ? AND version = ?`,
		u.Status, u.Why, u.Code, u.Ref, sealText(s.keys, "publication|url", u.ID, phi.NewText(u.URL)), micros(u.Due), u.Tries, micros(u.Tried), micros(u.Sent),
		micros(u.Off), u.Row, u.ID, u.Row-1)
	return moved("publish.SavePublication", n, err)
}

// Publication implements [publish.Store].
func (s posts) Publication(ctx context.Context, t tx.Tx, i publish.PublicationID) (publish.Publication, error) {
	return first(s.publications(ctx, t, publicationColumns+`WHERE u.id = ?`, i))("There is no such publication.")
}

// Publications implements [publish.Store].
func (s posts) Publications(ctx context.Context, t tx.Tx, i publish.PostID) ([]publish.Publication, error) {
	return s.publications(ctx, t, publicationColumns+`WHERE u.post_id = ? ORDER BY u.id`, i)
}

// PublicationsOf implements [publish.Store].
func (s posts) PublicationsOf(ctx context.Context, t tx.Tx, ids []publish.PostID) (map[publish.PostID][]publish.Publication, error) {
	of := map[publish.PostID][]publish.Publication{}
	if len(ids) == 0 {
		return of, nil
	}
	all, err := s.publications(ctx, t, publicationColumns+`WHERE u.post_id IN (`+marks(len(ids))+`) ORDER BY u.id`, anys(ids)...)
	for _, u := range all {
		of[u.Post] = append(of[u.Post], u)
	}
	return of, err
}

func (s posts) publications(ctx context.Context, t tx.Tx, query string, args ...any) ([]publish.Publication, error) {
	return rows(ctx, t, "publish.publications", query, args, func(scan func(...any) error) (u publish.Publication, err error) {
		var url []byte
		var due, tried, sent, off int64
		err = scan(&u.ID, &u.Post, &u.Version, &u.Hash, &u.Channel, &u.Status, &u.Why, &u.Code, &u.Ref, &url, &due, &u.Tries, &tried, &sent, &off, &u.Row)
		if err != nil {
			return u, err
		}
		text, err := openText(s.keys, "publication|url", u.ID, url)
		u.URL, u.Due, u.Tried, u.Sent, u.Off = text.Reveal(), instant(due), instant(tried), instant(sent), instant(off)
		return u, err
	})
}

// Showing implements [publish.Store].
func (posts) Showing(ctx context.Context, t tx.Tx, i publish.MediaID) (bool, error) {
	n := 0
	err := in(t).one(ctx, `SELECT COUNT(*) FROM version_picture p JOIN publication u ON u.version_id = p.version_id
		WHERE p.picture_id = ? AND u.channel = 'site' AND u.status = 'published'`, []any{i}, &n)
	return n > 0, fault.At("publish.Showing", err)
}

const (
	pictureColumns = `SELECT id, type, width, height, size, sum, removed, checklist, checked_id, checked_at, staff_id, at FROM picture `
	noPicture      = "There is no such picture."
)

// AddPicture implements [publish.Store].
func (s posts) AddPicture(ctx context.Context, t tx.Tx, p publish.Picture, original, cleaned []byte) error {
	removed, list, err := pictureLists(p)
	if err == nil {
		_, err = in(t).exec(ctx, `INSERT INTO picture (id, type, width, height, size, sum, removed, checklist, checked_id, checked_at, staff_id, at, original_sealed,
				clean_sealed) VALUES (`+marks(14)+`)`,
			p.ID, p.Type, p.Width, p.Height, p.Size, p.Sum, removed, list, p.CheckedBy, micros(p.Checked), p.By, micros(p.At),
			sealText(s.keys, "picture|original", p.ID, phi.NewText(string(original))), sealText(s.keys, "picture|clean", p.ID, phi.NewText(string(cleaned))))
	}
	return fault.At("publish.AddPicture", err)
}

func pictureLists(p publish.Picture) (removed, checklist string, err error) {
	a, err := json.Marshal(p.Removed)
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(p.Checklist)
	return string(a), string(b), err
}

// SavePicture implements [publish.Store].
func (posts) SavePicture(ctx context.Context, t tx.Tx, p publish.Picture) error {
	_, list, err := pictureLists(p)
	if err != nil {
		return fault.At("publish.SavePicture", err)
	}
	n, err := in(t).exec(ctx, `UPDATE picture SET checklist = ?, checked_id = ?, checked_at = ? WHERE id = ?`, list, p.CheckedBy, micros(p.Checked), p.ID)
	return moved("publish.SavePicture", n, err)
}

// Picture implements [publish.Store].
func (s posts) Picture(ctx context.Context, t tx.Tx, i publish.MediaID) (publish.Picture, error) {
	return first(s.pictures(ctx, t, pictureColumns+`WHERE id = ?`, i))(noPicture)
}

// Pictures implements [publish.Store].
func (s posts) Pictures(ctx context.Context, t tx.Tx, limit int) ([]publish.Picture, error) {
	return s.pictures(ctx, t, pictureColumns+`ORDER BY at DESC, id DESC LIMIT ?`, limit)
}

func (posts) pictures(ctx context.Context, t tx.Tx, query string, args ...any) ([]publish.Picture, error) {
	return rows(ctx, t, "publish.pictures", query, args, func(scan func(...any) error) (p publish.Picture, err error) {
		var removed, list string
		var checked, at int64
		if err = scan(&p.ID, &p.Type, &p.Width, &p.Height, &p.Size, &p.Sum, &removed, &list, &p.CheckedBy, &checked, &p.By, &at); err != nil {
			return p, err
		}
		p.Checked, p.At = instant(checked), instant(at)
		if err = json.Unmarshal([]byte(removed), &p.Removed); err == nil {
			err = json.Unmarshal([]byte(list), &p.Checklist)
		}
		return p, err
	})
}

// PictureBytes implements [publish.Store].
func (s posts) PictureBytes(ctx context.Context, t tx.Tx, i publish.MediaID) ([]byte, error) {
	var sealed []byte
	err := in(t).one(ctx, `SELECT clean_sealed FROM picture WHERE id = ?`, []any{i}, &sealed)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "publish.PictureBytes", noPicture)
	}
	if err != nil {
		return nil, err
	}
	text, err := openText(s.keys, "picture|clean", i, sealed)
	return []byte(text.Reveal()), fault.At("publish.PictureBytes", err)
}
