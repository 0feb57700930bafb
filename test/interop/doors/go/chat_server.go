// The chat with a desktop window.

package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"example.com/doors/gen/compat/chat_server"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

const sendPath = "/grpc.ChatServer/SendNote"

var oddNotes = []*chat_server.Note{
	note("", "no name"),
	note("ann", ""),
	note("", ""),
	note("  a  ", " b\r\n\t"),
	note("가람", "유니코드 🎉"),
	note(strings.Repeat("n", 300), strings.Repeat("x", 5_000)),
}

func seeChatServer(conn *grpc.ClientConn) {
	room := chat_server.NewChatServerClient(conn)
	seeNoteBytes(conn, room)
	seeReplayAndEcho(room)
	seeManyListeners(room)
	wrongCalls(conn, sendPath)
	tell("invalid UTF-8", rawCode(conn, sendPath, brokenText))
	_, err := room.SendNote(soon(), note("win", "still here"))
	tell("afterwards", codeOf(err))
}

func seeNoteBytes(conn *grpc.ClientConn, room chat_server.ChatServerClient) {
	listener := listenAs(room, func(note *chat_server.Note) string {
		return hex.EncodeToString(must(proto.Marshal(note)))
	})
	tell("the answer to a note", rawOf(conn, sendPath, note("win", "first")))
	tell("the note on a stream", strings.Join(listener.first(1), ""))
	listener.cancel()
}

func seeReplayAndEcho(room chat_server.ChatServerClient) {
	sender := listen(room)
	must(room.SendNote(soon(), note("win", "second")))
	tell("the sender hears", sender.first(2))
	tell("who comes later hears", listen(room).first(2))
	expected := []string{}
	for _, odd := range oddNotes {
		must(room.SendNote(soon(), odd))
		expected = append(expected, shown(odd))
	}
	same := func(listener *heard) bool {
		return slices.Equal(listener.first(2 + len(oddNotes))[2:], expected)
	}
	tell("odd notes come back as they were", []bool{same(sender), same(listen(room))})
	sender.cancel()
}

func seeManyListeners(room chat_server.ChatServerClient) {
	before := 2 + len(oddNotes)
	listeners := []*heard{}
	for range 12 {
		listeners = append(listeners, listen(room))
	}
	all := true
	for _, listener := range listeners {
		all = all && len(listener.first(before)) == before
	}
	tell("twelve listeners all hear", all)
	sendByFour(room)
	notes, orders := map[string]bool{}, map[string]bool{}
	for _, listener := range listeners {
		heard := listener.first(before + 100)[before:]
		orders[strings.Join(heard, "|")] = true
		for _, each := range heard {
			notes[each] = true
		}
		listener.cancel()
	}
	tell("notes that four send at once to twelve", []int{len(notes), len(orders)})
	must(room.SendNote(soon(), note("win", "after they have gone")))
	tell("after all listeners went, a note and a replay", strings.Join(last(listen(room).first(before+101)), ""))
}

func sendByFour(room chat_server.ChatServerClient) {
	var senders sync.WaitGroup
	for sender := range 4 {
		senders.Go(func() {
			for i := range 25 {
				must(room.SendNote(soon(), note(fmt.Sprint("sender ", sender), fmt.Sprint("note ", i))))
			}
		})
	}
	senders.Wait()
}

func listen(room chat_server.ChatServerClient) *heard {
	return listenAs(room, shown)
}

func listenAs(room chat_server.ChatServerClient, show func(*chat_server.Note) string) *heard {
	return hear(func(ctx context.Context) (grpc.ServerStreamingClient[chat_server.Note], error) {
		return room.ChatStream(ctx, &chat_server.Empty{})
	}, show)
}

func note(name, message string) *chat_server.Note {
	return &chat_server.Note{Name: name, Message: message}
}

func shown(note *chat_server.Note) string {
	return fmt.Sprintf("[%s] %s", note.Name, note.Message)
}
