// Another service that hands over people to be notified.

package main

import (
	"context"
	"time"

	"example.com/doors/gen/compat/notification"
	"google.golang.org/grpc"
)

const (
	offlinePath = "/notification.NotificationService/NotifyOfflineUsers"
	notifyPath  = "/chat.ChatService/SendNotification"
)

type statusStream = grpc.BidiStreamingClient[notification.NotificationRequest, notification.NotificationResponse]

func seeNotification(conn *grpc.ClientConn) {
	people := notification.NewChatServiceClient(conn)
	request := &notification.OfflineUserRequest{UserIds: []string{"ann", "bob"}, Message: "hi", RoomId: "room"}
	tell("offline people handed over", rawOf(conn, offlinePath, request))
	tell("nobody handed over", must(raw(conn, offlinePath, nil)))
	tell("one notified", rawOf(conn, notifyPath, &notification.SendNotificationRequest{UserId: "ann", Message: "hi"}))
	tell("nobody notified of nothing", must(raw(conn, notifyPath, nil)))
	seeStatusStream(people)
	wrongCalls(conn, notifyPath)
	tell("invalid UTF-8", rawCode(conn, notifyPath, brokenText))
	tell("afterwards", rawCode(conn, notifyPath, nil))
}

func seeStatusStream(people notification.ChatServiceClient) {
	stream, listener := openStatus(people)
	must(0, stream.Send(&notification.NotificationRequest{UserId: "ann", Status: "connected"}))
	request := &notification.SendNotificationRequest{UserId: "ann", Message: "are you there?"}
	tell("one notified while connected", must(people.SendNotification(soon(), request)).Status)
	must(0, stream.Send(&notification.NotificationRequest{UserId: "ann", Status: "disconnected"}))
	must(0, stream.CloseSend())
	end := []any{listener.ended(patience)}
	for _, update := range listener.first(1) {
		end = append(end, update)
	}
	tell("a stream of connected people ends with", end)
	_, open := openStatus(people)
	tell("a stream that says nothing stays open", open.ended(500*time.Millisecond))
	open.cancel()
}

func openStatus(people notification.ChatServiceClient) (stream statusStream, listener *heard) {
	listener = hear(func(ctx context.Context) (_ statusStream, err error) {
		stream, err = people.StreamNotifications(ctx)
		return stream, err
	}, func(answer *notification.NotificationResponse) string { return answer.UserId + ": " + answer.Update })
	return stream, listener
}
