package patient

import (
	"slices"
	"testing"
)

func TestSound(t *testing.T) {
	for _, same := range [][]string{
		{"Smith", "Smyth", "Smithe"}, {"Schmidt", "Schmitt"}, {"Catherine", "Katherine", "Kathryn"}, {"Philip", "Filip"},
		{"Gonzalez", "Gonzales", "Gonsales"}, {"Jiménez", "Gimenez", "Ximénez"}, {"Hernández", "Ernandes"}, {"Vásquez", "Basques", "Vazquez"},
		{"Llanos", "Yanos"}, {"Peña", "Pena"}, {"Knight", "Nite", "Night"}, {"O'Brien", "OBrien", "O’Brian"}, {"Sara", "Sarah"},
		{"Stephen", "Stefan"}, {"Wright", "Right"}, {"Miller", "Miler"}, {"Cruz", "Kruse"}, {"Lee", "Li", "Leigh"}, {"Groß", "Gross"},
	} {
		for _, name := range same[1:] {
			if a, b := sound(words(same[0])[0]), sound(words(name)[0]); a != b {
				t.Errorf("%s sounds %q and %s sounds %q", same[0], a, name, b)
			}
		}
	}
	for _, other := range [][2]string{{"Marlow", "Osei"}, {"Miller", "Muller-Ortiz"}, {"Chen", "Cohen"}, {"Diaz", "Dias-Luna"}, {"Garcia", "Gracida"}} {
		if a, b := sound(words(other[0])[0]), sound(plain(other[1])); a == b {
			t.Errorf("%s and %s both sound %q", other[0], other[1], a)
		}
	}
}

func TestWords(t *testing.T) {
	for name, want := range map[string][]string{
		"O'Brien-Peña":  {"obrien", "pena"},
		" de  la Cruz ": {"de", "la", "cruz"},
		"Łukasz Åström": {"lukasz", "astrom"},
		"Nguyễn Thị":    {"nguyen", "thi"},
		"J. R.":         {"j", "r"},
		"🙂":             nil,
		"":              nil,
	} {
		if got := words(name); !slices.Equal(got, want) {
			t.Errorf("words(%q) = %q, want %q", name, got, want)
		}
	}
}
