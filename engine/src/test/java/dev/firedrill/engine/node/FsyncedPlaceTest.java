package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FsyncedPlaceTest {
    private final FsyncedPlace place = new FsyncedPlace();

    @Test
    void onlyWhatWasGivenBeforeTheFsyncBeganIsVouchedFor() {
        place.level(10);
        place.appending();
        place.level(20);
        long asked = place.asked();
        place.appended();
        place.durable(asked);
        assertThat(place.durable()).isEqualTo(10);
    }

    @Test
    void anAppendThatFailedIsNotVouchedForByTheNextFsync() {
        place.level(10);
        place.appending();
        place.appended();
        place.level(20);
        place.appending();
        place.notAppended();
        place.durable(place.asked());
        assertThat(place.durable()).isEqualTo(10);
    }

    @Test
    void atFirstNothingIsSaid() {
        place.level(10);
        place.durable(place.asked());
        assertThat(place.durable()).isEqualTo(FsyncedPlace.NONE);
    }
}
