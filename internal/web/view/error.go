package view

import "net/http"

// ConsoleError is any failure a staff member may meet.
type ConsoleError struct {
	Console
	Status int
	Head   string
	Text   string
	Ref    string // to find it in the log, may be empty
	Back   *Link
}

// Template implements Page.
func (ConsoleError) Template() string { return "console/error" }

// BareError is a failure before sign-in.
type BareError struct {
	Bare
	Status int
	Head   string
	Text   string
	Ref    string
	Back   *Link
}

// Template implements Page.
func (BareError) Template() string { return "console/bareerror" }

// ErrorWords are the plain sentences for a status: a heading and what to do.
// They say nothing about what went wrong inside.
func ErrorWords(status int) (head, text string) {
	switch status {
	case http.StatusBadRequest:
		return "That did not arrive whole", "Something in the address or the form could not be read. Go back and try once more."
	case http.StatusForbidden:
		return "This is not yours to open", "Your role does not include this page. Ask an administrator of your practice if you need it."
	case http.StatusNotFound:
		return "There is nothing here", "The address may be old or mistyped."
	case http.StatusMethodNotAllowed:
		return "That cannot be done here", "This page only opens, or only takes a form. Go to it from the page before."
	case http.StatusConflict:
		return "Somebody was quicker", "This changed while you had it open. Nothing of yours was saved. Open it again and look first."
	case http.StatusRequestEntityTooLarge:
		return "That is too big", "The file or the form is larger than we can take. Send a smaller one."
	case http.StatusTooManyRequests:
		return "One moment", "That was a lot at once. Wait a minute and try again."
	case http.StatusServiceUnavailable:
		return "Not just now", "We are starting up or being looked after. Try again in a minute."
	}
	return "Something went wrong on our side", "Nothing was lost that was saved before. Try again; if it happens twice, tell us the code below."
}

// ErrorWordsES are the sentences for a status in Spanish, for patients.
func ErrorWordsES(status int) (head, text string) {
	switch status {
	case http.StatusBadRequest:
		return "No llegó completo", "No se pudo leer algo de la dirección o del formulario. Regrese e inténtelo otra vez."
	case http.StatusNotFound:
		return "Aquí no hay nada", "El enlace puede ser viejo o estar incompleto. Si venía en un mensaje nuestro, llámenos."
	case http.StatusMethodNotAllowed:
		return "Eso no se puede hacer aquí", "Vaya a esta página desde la anterior."
	case http.StatusConflict:
		return "Alguien llegó antes", "Esto cambió mientras usted lo tenía abierto. No se guardó nada. Ábralo otra vez."
	case http.StatusRequestEntityTooLarge:
		return "Es demasiado grande", "El formulario es más grande de lo que podemos recibir. Envíe uno más corto."
	case http.StatusTooManyRequests:
		return "Un momento", "Fueron demasiadas veces seguidas. Espere un minuto e inténtelo otra vez."
	case http.StatusServiceUnavailable:
		return "Ahora no", "Estamos empezando o en mantenimiento. Inténtelo en un minuto."
	}
	return "Algo falló de nuestro lado", "No se perdió nada de lo que ya estaba guardado. Inténtelo otra vez; si falla dos veces, llámenos y díganos el código de abajo."
}
