module mailslot.bench/peer

go 1.19
