/** A whole stack in one message is larger than gRPC's default of 4 MB lets through. */
export const anySize = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 } as const;
