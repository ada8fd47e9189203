// Command bedside is the front desk and the public voice of a medical practice.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"bedside/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(os.Args[1:], cli.IO{Ctx: ctx, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv})
	stop()
	os.Exit(code)
}
