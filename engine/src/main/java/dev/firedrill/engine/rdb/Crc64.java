package dev.firedrill.engine.rdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The checksum at the end of a snapshot: CRC-64 with the Jones polynomial, reflected, without
/// inversions. Source: Redis RDB file format; the check value of `123456789` is e9c6d914c4b8d9ca.
///
/// Eight bytes at a time: one table for each place that a byte can have among the eight.
final class Crc64 {
    private static final long POLYNOMIAL_REFLECTED = 0x95AC9329AC4BC9B5L;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long value;

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int i = 0; i < 256; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL_REFLECTED : crc >>> 1;
            }
            tables[0][i] = crc;
        }
        for (int place = 1; place < 8; place++) {
            for (int i = 0; i < 256; i++) {
                long crc = tables[place - 1][i];
                tables[place][i] = tables[0][(int) crc & 0xff] ^ (crc >>> 8);
            }
        }
        return tables;
    }

    void update(byte[] bytes, int offset, int length) {
        long crc = value;
        int at = offset;
        int end = offset + length;
        for (; end - at >= 8; at += 8) {
            long mixed = crc ^ (long) EIGHT_BYTES.get(bytes, at);
            crc =
                    TABLES[7][(int) mixed & 0xff]
                            ^ TABLES[6][(int) (mixed >>> 8) & 0xff]
                            ^ TABLES[5][(int) (mixed >>> 16) & 0xff]
                            ^ TABLES[4][(int) (mixed >>> 24) & 0xff]
                            ^ TABLES[3][(int) (mixed >>> 32) & 0xff]
                            ^ TABLES[2][(int) (mixed >>> 40) & 0xff]
                            ^ TABLES[1][(int) (mixed >>> 48) & 0xff]
                            ^ TABLES[0][(int) (mixed >>> 56)];
        }
        for (; at < end; at++) {
            crc = TABLES[0][(int) (crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
        }
        value = crc;
    }

    long value() {
        return value;
    }
}
