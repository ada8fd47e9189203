package testkit

import (
	"net/url"
	"os"
	"testing"
)

// Account is somebody's on a server that a test speaks to.
type Account struct{ URL, Name, Password string }

// WordPress returns an author's account on a real WordPress, with an application password. Every test of a run shares
// the one WordPress. The test [Need]s wordpress.
func WordPress(t testing.TB) Account {
	t.Helper()
	Need(t, "wordpress")
	return account(t, "BEDSIDE_TEST_WORDPRESS")
}

// WordPressOwner returns the account of an administrator of the same WordPress.
func WordPressOwner(t testing.TB) Account {
	t.Helper()
	Need(t, "wordpress")
	return account(t, "BEDSIDE_TEST_WORDPRESS_ADMIN")
}

// PDS returns an account on a real Bluesky server, with an app password. Every test of a run shares it. The test
// [Need]s pds.
func PDS(t testing.TB) Account {
	t.Helper()
	Need(t, "pds")
	return account(t, "BEDSIDE_TEST_PDS")
}

// account takes an address with a name and a password in it apart.
func account(t testing.TB, variable string) Account {
	t.Helper()
	u, err := url.Parse(os.Getenv(variable))
	if err != nil || u.Host == "" || u.User == nil {
		t.Fatalf("%s is no address with a name and a password in it", variable)
	}
	password, _ := u.User.Password()
	return Account{URL: u.Scheme + "://" + u.Host, Name: u.User.Username(), Password: password}
}
