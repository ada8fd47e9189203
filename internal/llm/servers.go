package llm

import (
	"encoding/json"
	"errors"
	"net/http"

	"bedside/internal/fetch"
)

var errForm = errors.New("no answer in it")

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// openAI is a chat completion with a JSON schema as its response format, as OpenAI, Ollama, vLLM and llama.cpp take it.
func openAI(c Config, q question) (fetch.Request, error) {
	type schema struct {
		Name   string          `json:"name"`
		Strict bool            `json:"strict"`
		Schema json.RawMessage `json:"schema"`
	}
	type format struct {
		Type   string `json:"type"`
		Schema schema `json:"json_schema"`
	}
	body, err := json.Marshal(struct {
		Model       string    `json:"model"`
		Messages    []message `json:"messages"`
		Temperature int       `json:"temperature"`
		MaxTokens   int       `json:"max_tokens"`
		Format      format    `json:"response_format"`
	}{c.Name, []message{{"system", q.System}, {"user", q.User}}, 0, mostTokens, format{"json_schema", schema{"meaning", true, q.Schema}}})
	h := http.Header{}
	if c.Key != "" {
		h.Set("Authorization", "Bearer "+c.Key)
	}
	return fetch.Request{URL: "/chat/completions", Header: h, Body: body}, err
}

func fromOpenAI(body []byte) (string, error) {
	var a struct {
		Choices []struct {
			Message message `json:"message"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return "", err
	}
	if len(a.Choices) == 0 {
		return "", errForm
	}
	return a.Choices[0].Message.Content, nil
}

// tool is the one that Anthropic's models have to use; its input is the answer.
const tool = "meaning"

// anthropic is a message with one tool that has to be used.
func anthropic(c Config, q question) (fetch.Request, error) {
	type definition struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Schema      json.RawMessage `json:"input_schema"`
	}
	body, err := json.Marshal(struct {
		Model       string            `json:"model"`
		MaxTokens   int               `json:"max_tokens"`
		Temperature int               `json:"temperature"`
		System      string            `json:"system"`
		Messages    []message         `json:"messages"`
		Tools       []definition      `json:"tools"`
		Choice      map[string]string `json:"tool_choice"`
	}{c.Name, mostTokens, 0, q.System, []message{{"user", q.User}}, []definition{{tool, "What the caller may want.", q.Schema}}, map[string]string{"type": "tool", "name": tool}})
	h := http.Header{"Anthropic-Version": {"2023-06-01"}}
	if c.Key != "" {
		h.Set("X-Api-Key", c.Key)
	}
	return fetch.Request{URL: "/messages", Header: h, Body: body}, err
}

func fromAnthropic(body []byte) (string, error) {
	var a struct {
		Content []struct {
			Type  string          `json:"type"`
			Name  string          `json:"name"`
			Input json.RawMessage `json:"input"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return "", err
	}
	for _, c := range a.Content {
		if c.Type == "tool_use" && c.Name == tool {
			return string(c.Input), nil
		}
	}
	return "", errForm
}
