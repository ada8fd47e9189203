package web

import (
	"errors"
	"net/http"

	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/web/view"
)

const sessionCookie = "bedside_session"

// signIn asks who you are.
func (c *call) signIn() error {
	if c.session.Staff.ID != "" {
		return c.see("/console")
	}
	v := view.SignIn{Bare: c.bare("Sign in"), Next: localPath(c.form("next"), "/console")}
	switch cookie, err := c.r.Cookie(noticeCookie); {
	case err == nil && cookie.Value == "signedout":
		v.Notice = view.SignedOut(false)
	case c.form("next") != "" && hasCookie(c.r, sessionCookie):
		v.Notice = view.SignedOut(true)
	}
	return c.page(v)
}

func hasCookie(r *http.Request, name string) bool {
	_, err := r.Cookie(name)
	return err == nil
}

// signInPost signs in by password.
func (c *call) signInPost() error {
	token, _, err := c.Identity.SignIn(c.r.Context(), c.form("email"), c.r.PostFormValue("password"))
	next := localPath(c.form("next"), "/console")
	if err != nil {
		if kind := fault.KindOf(err); kind != fault.Forbidden && kind != fault.Invalid && kind != fault.Unavailable {
			return err
		}
		v := view.SignIn{Bare: c.bare("Sign in"), Next: next, Email: view.Field{Value: c.form("email")}}
		v.Password.Error = fault.Message(err)
		if errors.Is(err, identity.ErrLocked) {
			v.Locked, v.Notice = true, view.LockedOut("15 minutes")
		}
		return c.Render.Page(c.w, http.StatusForbidden, v)
	}
	c.setSession(token)
	return c.see(next)
}

// setSession gives the browser the session. The cookie ends with the browser; the server ends it earlier.
func (c *call) setSession(token string) {
	http.SetCookie(c.w, &http.Cookie{Name: sessionCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure(c.r)})
}

func (c *call) dropSession() {
	http.SetCookie(c.w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure(c.r)})
}

// signInLink shows the button behind a one-time link; looking does not use it up.
func (c *call) signInLink() error {
	token := c.r.PathValue("token")
	who, err := c.Identity.LinkOwner(c.r.Context(), token)
	if err != nil {
		return c.badLink(err)
	}
	return c.page(view.LinkSignIn{Bare: c.bare("Sign in"), Action: "/console/link/" + token, Name: who.Name, Role: roleNames[who.Role]})
}

// signInLinkPost signs in and offers to set a password.
func (c *call) signInLinkPost() error {
	token, _, err := c.Identity.SignInLink(c.r.Context(), c.r.PathValue("token"))
	if err != nil {
		return c.badLink(err)
	}
	c.setSession(token)
	if c.Server.Demo == nil {
		return c.see("/console/password")
	}
	return c.see("/console")
}

func (c *call) badLink(err error) error {
	v := view.SignIn{Bare: c.bare("Sign in"), Next: "/console"}
	switch {
	case errors.Is(err, identity.ErrLinkUsed):
		v.Notice = view.LinkUsed()
	case errors.Is(err, identity.ErrLinkOld):
		v.Notice = view.LinkExpired()
	default:
		return err
	}
	return c.Render.Page(c.w, http.StatusForbidden, v)
}

// password offers to set one.
func (c *call) password() error { return c.page(c.passwordPage("")) }

func (c *call) passwordPage(mistake string) view.SetPassword {
	return view.SetPassword{Bare: c.bare("Set a password"), Email: c.session.Staff.Email, MinLen: identity.MinPassword, SkipURL: "/console", Password: view.Field{Error: mistake}}
}

// passwordPost sets it.
func (c *call) passwordPost() error {
	cookie, err := c.r.Cookie(sessionCookie)
	if err != nil {
		return errSignIn
	}
	err = c.Identity.SetPassword(c.r.Context(), cookie.Value, c.r.PostFormValue("password"))
	if fault.Is(err, fault.Invalid) {
		return c.Render.Page(c.w, http.StatusBadRequest, c.passwordPage(fault.Message(err)))
	}
	if err != nil {
		return err
	}
	c.say("password")
	return c.see("/console")
}

// signOut ends the session.
func (c *call) signOut() error {
	cookie, err := c.r.Cookie(sessionCookie)
	if err != nil {
		return errSignIn
	}
	if err := c.Identity.SignOut(c.r.Context(), cookie.Value); err != nil {
		return err
	}
	c.dropSession()
	c.say("signedout")
	return c.see("/console/signin")
}

// stay keeps the session from locking; the script asks for it when its person is still there.
func (c *call) stay() error {
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}
