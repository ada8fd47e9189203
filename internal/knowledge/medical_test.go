package knowledge_test

import (
	"testing"

	"bedside/internal/knowledge"
)

func TestMedicalQuestions(t *testing.T) {
	for _, q := range []string{
		"how much ibuprofen can I give my son", "what dose of Tylenol is right for a baby", "should I go off my blood thinner", "should I take my pills before the visit",
		"is it normal that my knee is swollen", "I have a fever, can I still come", "what do my test results say", "are my lab results bad", "can I mix wine with my antibiotics",
		"why does my back hurt when I sit", "should my daughter stay home with a rash", "how do I treat poison ivy", "what helps against a migraine", "can I take aspirin with warfarin",
		"should I be worried about this mole", "do I have cancer", "what is a normal blood pressure for my mom", "my chest feels tight", "I missed a dose of insulin",
		"should I come in if I have a cough", "how often can I use the inhaler for my asthma", "should I fast", "when can I stop my antibiotics",
		"¿cuánto ibuprofeno le doy a mi hijo?", "¿puedo tomar aspirina?", "¿es normal que me duela la espalda?", "¿debo dejar la insulina?", "tengo fiebre, ¿qué hago?", "¿qué dicen mis resultados?",
	} {
		if !knowledge.Medical(q) {
			t.Errorf("taken for no medical question: %s", q)
		}
	}
	for _, q := range []string{
		"where do I park?", "what should I bring to my first visit", "how early should I come", "do you have parking for my trailer", "do you give flu shots", "do you treat back pain",
		"how do I get a refill", "can I pay my bill online", "is there a bathroom", "do you take Medicare", "do I need an appointment for a flu shot", "can my husband come into the room",
		"how long does a referral take", "should I call before I come", "who answers the phone at night", "is the office open on Monday", "do you prescribe medical marijuana",
		"do you have a pharmacy", "can I bring my dog", "what is the wifi password", "¿dónde puedo estacionar?", "¿qué debo llevar?", "¿ponen la vacuna de la gripe sin cita?", "¿tienen intérprete?",
	} {
		if knowledge.Medical(q) {
			t.Errorf("taken for a medical question: %s", q)
		}
	}
}
