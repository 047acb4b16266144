# Reports one epoch, and the second once it is told to go. What it reports depends on its seed alone.
error=0.$((ETUDE_SEED % 800 + 100))
echo "{\"epoch\": 1, \"val_error\": 0.95}"
while ! [ -e go ]; do sleep 0.01; done
echo "{\"epoch\": 2, \"val_error\": $error}"
