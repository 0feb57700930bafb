// A person in the chat: signs in as a guest, says lines in the lobby, hears what is said, survives restarts of the server.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"sync/atomic"
	"time"

	agent "example.com/chat/stubs/go/madang/agent/v1"
	channel "example.com/chat/stubs/go/madang/channel/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type chat struct {
	wire    *grpc.ClientConn
	guest   *agent.SignInGuestRequest
	bearer  atomic.Value
	epoch   uint64
	cursors map[string]uint64
}

// untilDone repeats the act until it is done; what it does must be the same if it is done twice.
func (c *chat) untilDone(act func(context.Context) error) error {
	for {
		bearer, _ := c.bearer.Load().(string)
		err := act(metadata.AppendToOutgoingContext(context.Background(), "authorization", bearer))
		switch status.Code(err) {
		case codes.Unauthenticated:
			if err := c.untilDone(c.signIn); err != nil {
				return err
			}
		case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted:
			time.Sleep(mathrand.N(time.Second))
		default:
			return err
		}
	}
}

func (c *chat) signIn(ctx context.Context) error {
	answer, err := agent.NewAgentServiceClient(c.wire).SignInGuest(ctx, c.guest)
	c.bearer.Store("Bearer " + answer.GetSession().GetAccessToken())
	return err
}

func (c *chat) say(text string) error {
	// The id is made once and stays the same over all retries: that is why the message is stored once.
	message := &channel.SendMessageRequest{ChannelId: "lobby", ClientMessageId: rand.Text(), Text: text}
	return c.untilDone(func(ctx context.Context) error {
		_, err := channel.NewChannelServiceClient(c.wire).SendMessage(ctx, message)
		return err
	})
}

// hear hears one stream to its end, from where the last one ended.
func (c *chat) hear(ctx context.Context) error {
	place := &channel.SubscribeRequest{Epoch: c.epoch}
	for id, seq := range c.cursors {
		place.Cursors = append(place.Cursors, &channel.Cursor{ChannelId: id, Seq: seq})
	}
	stream, err := channel.NewChannelServiceClient(c.wire).Subscribe(ctx, place)
	for err == nil {
		var frame *channel.SubscribeResponse
		if frame, err = stream.Recv(); err == nil {
			c.take(frame)
		}
	}
	return err
}

func (c *chat) take(frame *channel.SubscribeResponse) {
	// A restored store has a higher epoch, and its heads name every channel anew.
	c.epoch = max(c.epoch, frame.Epoch)
	for _, head := range frame.Heads {
		c.cursors[head.ChannelId] = head.Cursor
	}
	for _, part := range frame.Ranges {
		for _, event := range part.Events {
			if posted := event.GetMessagePosted(); posted != nil && event.Seq > c.cursors[part.ChannelId] {
				fmt.Println(part.ChannelId, event.Seq, event.ActorName+": "+posted.Text)
			}
		}
		c.cursors[part.ChannelId] = part.Through
	}
	if frame.CaughtUp {
		fmt.Println("type a line to say it in the lobby")
	}
	for _, gap := range frame.Gaps {
		fmt.Printf("%s: too much was missed; ListMessages has it, up to %d\n", gap.ChannelId, gap.Through)
		c.cursors[gap.ChannelId] = gap.Through
	}
}
