package actor_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/fault"
)

// The rights as a person reads them. A change of rights.go must be made here too, on purpose.
const golden = `
right           | admin | clinician | front_desk | read_only | bedside | patient | peer
see schedule    |   x   |     x     |     x      |     x     |    x    |         |  x
see patients    |   x   |     x     |     x      |     x     |    x    |         |  x
change patients |   x   |     x     |     x      |           |    x    |         |
book            |   x   |     x     |     x      |           |    x    |    x    |  x
change visits   |   x   |     x     |     x      |           |    x    |         |  x
see outbox      |   x   |     x     |     x      |     x     |    x    |         |
manage outbox   |   x   |           |     x      |           |    x    |         |
see practice    |   x   |     x     |     x      |     x     |    x    |    x    |  x
manage practice |   x   |           |            |           |    x    |         |
close days      |   x   |     x     |     x      |           |    x    |         |
manage staff    |   x   |           |            |           |    x    |         |
see inbox       |   x   |     x     |     x      |     x     |    x    |         |
work inbox      |   x   |     x     |     x      |           |    x    |         |
see on call     |   x   |     x     |     x      |     x     |    x    |         |
manage on call  |   x   |           |            |           |    x    |         |
sign red flags  |       |     x     |            |           |         |         |
see posts       |   x   |     x     |     x      |     x     |    x    |         |
write posts     |   x   |     x     |     x      |           |    x    |         |
approve posts   |   x   |     x     |            |           |         |         |
manage voice    |   x   |           |            |           |    x    |         |
export          |   x   |           |            |           |    x    |         |
see audit       |   x   |           |            |           |    x    |         |
run due work    |       |           |            |           |    x    |         |
manage knowledge |  x   |           |            |           |    x    |         |
approve answers |   x   |     x     |            |           |         |         |
`

func who(column string) actor.Actor {
	if slices.Contains(actor.Roles(), actor.Role(column)) {
		return actor.Actor{Kind: actor.Staff, Role: actor.Role(column), ID: "1"}
	}
	return actor.Actor{Kind: actor.Kind(column)}
}

func TestRights(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(golden), "\n")
	cells := func(line string) []string {
		var cs []string
		for _, c := range strings.Split(line, "|") {
			cs = append(cs, strings.TrimSpace(c))
		}
		return cs
	}
	columns := cells(lines[0])[1:]
	for _, role := range actor.Roles() {
		if !slices.Contains(columns, string(role)) {
			t.Errorf("role %s has no column", role)
		}
	}
	var rights []actor.Right
	for _, line := range lines[1:] {
		row := cells(line)
		right := actor.Right(row[0])
		rights = append(rights, right)
		for i, column := range columns {
			a, want := who(column), row[i+1] == "x"
			if got := a.May(right); got != want {
				t.Errorf("%s may %s: %t, want %t", column, right, got, want)
			}
			err := a.Need(right)
			if want && err != nil || !want && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s needs %s: %v", column, right, err)
			}
		}
	}
	if !slices.Equal(rights, actor.Rights()) {
		t.Errorf("Rights lists %v, the table here has %v", actor.Rights(), rights)
	}
	for _, declared := range constants(t, "Right") {
		if !slices.Contains(rights, actor.Right(declared)) {
			t.Errorf("right %q is declared and not in the table", declared)
		}
	}
	for _, declared := range constants(t, "Role") {
		if !slices.Contains(actor.Roles(), actor.Role(declared)) {
			t.Errorf("role %q is declared and not in Roles", declared)
		}
	}
	for _, declared := range constants(t, "Kind") {
		if declared != "staff" && !slices.Contains(columns, declared) {
			t.Errorf("kind %q has no column", declared)
		}
	}
}

// constants returns the values of the constants of a type that the package declares.
func constants(t *testing.T, typ string) []string {
	t.Helper()
	var values []string
	for _, file := range []string{"actor.go", "rights.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && v.Type != nil && fmt.Sprint(v.Type) == typ {
				for _, e := range v.Values {
					if lit, ok := e.(*ast.BasicLit); ok {
						values = append(values, strings.Trim(lit.Value, `"`))
					}
				}
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("the package declares no %s", typ)
	}
	return values
}

// Whoever is nobody, or calls themselves something that is not theirs to be, may do nothing.
func TestNobody(t *testing.T) {
	for _, a := range []actor.Actor{
		{},
		{ID: "1"},
		{Role: actor.Admin},
		{Kind: actor.Staff},
		{Kind: actor.Staff, Role: "owner"},
		{Kind: actor.Staff, Role: "bedside"},
		{Kind: actor.Staff, Role: "patient"},
		{Kind: actor.Staff, Role: "ADMIN"},
		{Kind: "admin"},
		{Kind: "admin", Role: actor.Admin},
	} {
		for _, r := range actor.Rights() {
			if a.May(r) {
				t.Errorf("%+v may %s", a, r)
			}
		}
	}
	if actor.System().May("delete everything") {
		t.Error("a right that does not exist is granted")
	}
	if actor.Visitor().May(actor.SeePatients) || actor.Visitor().May(actor.SeeSchedule) {
		t.Error("a stranger sees patients")
	}
}

func ExampleActor_Need() {
	frontDesk := actor.Actor{Kind: actor.Staff, Role: actor.FrontDesk, ID: "0192f0c1-2b3c-7d4e-8f50-617283940516"}
	fmt.Println(frontDesk.Need(actor.Book))
	fmt.Println(fault.Message(frontDesk.Need(actor.ManageStaff)))
	// Output:
	// <nil>
	// Your role does not allow this. Ask an administrator of the practice.
}

func TestOwn(t *testing.T) {
	for _, r := range actor.Rights() {
		theirs := r == actor.SeeSchedule || r == actor.SeePatients || r == actor.ChangeVisits
		if got := actor.Verified("p1").NeedFor(r, "p1") == nil; got != (theirs || actor.Visitor().May(r)) {
			t.Errorf("%s over what is one's own: %v", r, got)
		}
		app := actor.Program("c", "p1", r)
		if got := app.NeedFor(r, "p1") == nil; got != (theirs || actor.Visitor().May(r)) || app.May(r) != actor.Visitor().May(r) || app.NeedFor(r, "p2") == nil != actor.Visitor().May(r) {
			t.Errorf("%s by the app of a patient: %v", r, got)
		}
		if none := actor.Program("c", "p1"); none.NeedFor(r, "p1") == nil || actor.Program("c", "").May(r) || actor.Program("c", "", r).May(r) != (actor.Actor{Kind: actor.Peer}).May(r) {
			t.Errorf("%s by a program that may do nothing", r)
		}
		for _, who := range []actor.Actor{actor.Verified("p2"), actor.Visitor(), {Kind: actor.Staff, ID: "p1"}, {Kind: actor.Peer, ID: "p1"}} {
			if got := who.NeedFor(r, "p1") == nil; got != who.May(r) {
				t.Errorf("%s over what is somebody else's, %+v: %v", r, who, got)
			}
		}
		if actor.Visitor().NeedFor(r, "") == nil != actor.Visitor().May(r) {
			t.Errorf("%s: nobody in particular is not a patient", r)
		}
	}
}
