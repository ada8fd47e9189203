package app

import "context"

// Refresh looks at the practice and its rule packs as the running program does every few seconds.
func (a *App) Refresh(ctx context.Context) error { return a.guard.refresh(ctx, a) }
